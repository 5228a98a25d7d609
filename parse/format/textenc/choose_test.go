package textenc

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
)

// texts are of our own wording, a short one and a longer one for each language.
var texts = []struct{ tag, oem, ansi, short, long string }{
	{"de", "cp850", "windows-1252", "Fehler: Der Schlüssel fehlt.", "Der Rechner konnte heute früh nicht aktiviert werden.\nBitte prüfen Sie, ob die Größe der Domäne stimmt; das Gerät läuft schließlich seit März.\nÄnderungen übernimmt der Administrator."},
	{"nb", "cp850", "windows-1252", "Feil: Fant ikke nøkkelen.", "Maskinen ble ikke aktivert i går kveld.\nSjekk om serveren svarer på porten, og prøv så på nytt; det er få døgn igjen.\nÅrsaken står i loggen, se også vedlegget fra Bærum."},
	{"sv", "cp850", "windows-1252", "Fel: nyckeln är okänd.", "Datorn kunde inte aktiveras i går på kvällen.\nKontrollera att servern svarar och försök igen; några dagar återstår.\nÖvriga upplysningar står längre ner."},
	{"fr", "cp850", "windows-1252", "Erreur : la clé est périmée.", "Le poste n'a pas pu être activé hier, la requête a été refusée.\nVérifiez que le serveur répond bien à cette adresse ; il reste peu de délai.\nÀ noter : le français s'écrit avec des accents, là où il faut, même à Nîmes."},
	{"es", "cp850", "windows-1252", "Error: la clave caducó ayer.", "El equipo no se activó en la última semana.\n¿Está el servidor en marcha? Compruebe también la dirección y el número del puerto.\nMañana se repetirá la operación según el administrador; quedan pocos días más."},
	{"it", "cp850", "windows-1252", "Errore: la chiave è scaduta.", "Il computer non è stato attivato perché il servizio non risponde più.\nLa verifica sarà ripetuta domani; così si vedrà se la rete è già tornata.\nÈ tutto."},
	{"pt", "cp850", "windows-1252", "Erro: a chave não é válida.", "A máquina não foi ativada, pois o serviço não está em execução.\nVerifique a conexão com o servidor e a configuração do domínio; amanhã há outra tentativa.\nÉ possível que a licença expire em três dias, às onze horas."},
	{"ru", "cp866", "windows-1251", "Ошибка: ключ не найден.", "Компьютер не удалось активировать вчера вечером.\nПроверьте, отвечает ли сервер на запросы, и повторите попытку ещё раз.\nСрок действия закончится через несколько дней."},
	{"uk", "windows-1251", "windows-1251", "Помилка: ключ не знайдено.", "Учора ввечері увімкнути програму не вдалося.\nБудь ласка, перевірте, чи відповідає сервер на запити, та повторіть спробу ще раз."},
	{"ja", "cp932", "cp932", "エラー: 鍵がありません。", "昨日の夜、コンピューターの認証に失敗しました。\nサーバーが応答しているか確認してから、もう一度試してください。\n残りの日数はわずかです。"},
	{"ko", "cp949", "cp949", "오류: 키가 없습니다.", "어제 저녁에 컴퓨터를 활성화하지 못했습니다.\n서버가 응답하는지 확인한 다음 다시 시도하십시오.\n남은 날짜가 얼마 없습니다."},
	{"zh", "cp936", "cp936", "错误: 找不到密钥。", "昨天晚上这台计算机没有激活成功。\n请检查服务器是否正常，然后再试一次。\n剩下的天数不多了。"},
	{"zh", "cp950", "cp950", "錯誤: 找不到金鑰。", "昨天晚上這台電腦沒有啟用成功。\n請檢查伺服器是否正常，然後再試一次。\n剩下的天數不多了。"},
	{"el", "cp737", "windows-1253", "Σφάλμα: το κλειδί λείπει.", "Ο υπολογιστής δεν ενεργοποιήθηκε χθες το βράδυ.\nΕλέγξτε αν ο διακομιστής απαντά και δοκιμάστε ξανά αύριο.\nΑπομένουν λίγες ημέρες."},
	{"tr", "cp857", "windows-1254", "Hata: anahtar geçersiz, süresi dolmuş.", "Bilgisayar dün akşam etkinleştirilemedi.\nSunucunun yanıt verip vermediğini denetleyin ve işlemi yeniden başlatın.\nİki gün kaldı; ağ bağlantısı şimdi çalışıyor."},
	{"pl", "cp852", "windows-1250", "Błąd: klucz wygasł.", "Komputera nie udało się wczoraj włączyć.\nProszę sprawdzić, czy serwer odpowiada, i spróbować jeszcze raz później.\nZostało już tylko pięć dni, więc śpiesz się; źródło jest znane."},
	{"cs", "cp852", "windows-1250", "Chyba: klíč vypršel.", "Počítač se včera večer nepodařilo zapnout.\nZkontrolujte prosím, zda server odpovídá, a zkuste to později ještě jednou.\nZbývá už jen pět dní; příčina není známa."},
	{"hu", "cp852", "windows-1250", "Hiba: a kulcs lejárt, nem érvényes.", "A számítógépet tegnap este nem sikerült aktiválni.\nEllenőrizze, hogy a kiszolgáló válaszol-e, majd próbálja újra később.\nMár csak öt nap van hátra, utána megszűnik a működés; kérjük, őrizze meg."},
	{"he", "cp862", "windows-1255", "שגיאה: המפתח לא נמצא.", "המחשב לא הופעל אתמול בערב.\nבדקו אם השרת עונה ונסו שוב מאוחר יותר."},
	{"ar", "cp720", "windows-1256", "خطأ: لم يتم العثور على المفتاح.", "تعذر تنشيط الكمبيوتر مساء أمس.\nتحقق من أن الخادم يستجيب ثم حاول مرة أخرى."},
	{"lt", "cp775", "windows-1257", "Klaida: raktas nebegalioja, jį būtina pakeisti.", "Vakar vakare kompiuterio įjungti nepavyko.\nPatikrinkite, ar serveris atsako, ir bandykite dar kartą vėliau; liko mažai dienų, o priežastis nežinoma."},
	{"th", "cp874", "cp874", "ข้อผิดพลาด: ไม่พบคีย์", "เมื่อวานนี้ไม่สามารถเปิดใช้งานคอมพิวเตอร์ได้\nโปรดตรวจสอบว่าเซิร์ฟเวอร์ตอบสนองแล้วลองอีกครั้ง"},
}

// encode writes a text in a code page; a letter that the page has not fails the test.
func encode(t testing.TB, name, s string) []byte {
	t.Helper()
	for _, p := range pages {
		if p.name != name {
			continue
		}
		if p.double != nil {
			b, err := p.double.NewEncoder().Bytes([]byte(s))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			return b
		}
		var b []byte
	next:
		for _, r := range s {
			if r < utf8.RuneSelf {
				b = append(b, byte(r))
				continue
			}
			for i, u := range p.upper {
				if u == r {
					b = append(b, byte(i+128))
					continue next
				}
			}
			t.Fatalf("%s has no %q", name, r)
		}
		return b
	}
	t.Fatalf("no page %s", name)
	return nil
}

func joined(t Text) string {
	var out []string
	for _, l := range t.Lines {
		out = append(out, l.Text)
	}
	return strings.Join(out, "\n")
}

func TestChoose(t *testing.T) {
	frame := "Microsoft (R) Windows Script Host Version 5.812\n\nSKU ID: b322da9c-a2e2-4058-9e4e-f59a6970bd69\nREMAINING GRACE: 21 days\n"
	for _, x := range texts {
		for _, name := range []string{x.oem, x.ansi} {
			for kind, s := range map[string]string{"short": x.short, "long": x.long, "mixed": frame + x.long + "\n" + frame} {
				t.Run(fmt.Sprintf("%s/%s/%s", x.tag, name, kind), func(t *testing.T) {
					got := Decode(encode(t, name, strings.ReplaceAll(s, "\n", "\r\n")), "")
					if diff := cmp.Diff(s, strings.TrimSuffix(joined(got), "\n")+tail(s)); diff != "" {
						t.Errorf("read as %s:\n%s", got.Encoding, diff)
					}
					if got.Damaged != 0 {
						t.Errorf("%d damaged", got.Damaged)
					}
				})
			}
		}
	}
}

func tail(s string) string {
	if strings.HasSuffix(s, "\n") {
		return "\n"
	}
	return ""
}

// TestChooseOneLetter holds the hardest cases: one or two letters in a text that is ASCII otherwise.
func TestChooseOneLetter(t *testing.T) {
	for _, c := range []struct{ name, hint, text string }{
		{"cp850", "", "*** _vlmcs._tcp wurde von dc01.contoso.com nicht gefunden: Domäne nicht vorhanden."},
		{"cp850", "", "Feil: Finner ikke produktnøkkelen."},
		{"windows-1252", "", "Feil: Finner ikke produktnøkkelen."},
		{"windows-1252", "cp850", "Feil: Finner ikke produktnøkkelen."},
		{"windows-1252", "cp850", "für"},
		{"cp850", "", "für"},
		{"cp850", "", "Malmö"},
		{"windows-1252", "", "Malmö"},
		{"cp850", "", "La réponse à hier"},
		{"windows-1252", "", "l’adresse n’est pas là"},
		{"windows-1252", "", "Copyright © 2015 Contoso"},
		{"windows-1252", "", "Microsoft® Windows® – “Office”"},
		{"cp850", "cp850", "┌──────┐\n│ KMS  │\n└──────┘"},
		{"cp866", "cp866", "да"},
		{"windows-1251", "", "Ошибка"},
		{"cp852", "cp852", "źle"},
	} {
		if got := Decode(encode(t, c.name, c.text), c.hint); joined(got) != c.text {
			t.Errorf("%s in %s, hint %q: got %q as %s", c.text, c.name, c.hint, joined(got), got.Encoding)
		}
	}
}

// TestChooseLineEnd holds that a word at the end of its line counts, where nothing else on the line tells the page.
func TestChooseLineEnd(t *testing.T) {
	for _, end := range []string{"\r\n\r\n", "\n", ""} {
		text := "Alle Rechte vorbehalten. Für" + end + "LICENSE NAME: x" + end
		if got := Decode(encode(t, "cp850", text), ""); got.Encoding != "cp850" {
			t.Errorf("end %q: %s", end, got.Encoding)
		}
	}
}

// TestHint holds that a hint decides what nothing else does, and nothing more.
func TestHint(t *testing.T) {
	for hint, want := range map[string]string{"cp437": "cp437", "": "cp850", "cp850": "cp850", "cp949": "cp850"} {
		if got := Decode([]byte("Die Gr\x94\xe1e f\x81r alle"), hint); got.Encoding != want || joined(got) != "Die Größe für alle" {
			t.Errorf("hint %q: got %s, want %s: %q", hint, got.Encoding, want, joined(got))
		}
	}
	long := encode(t, "windows-1251", texts[7].long)
	if got := Decode(long, "cp850"); got.Encoding != "windows-1251" {
		t.Errorf("a hint beat a text: %s", got.Encoding)
	}
}

// TestPagesOfPython compares every table with that of Python's codecs.
func TestPagesOfPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("python3 is not installed")
	}
	script := `import sys
for page in sys.argv[1:]:
    s = ""
    for i in range(128, 256):
        try: c = bytes([i]).decode(page)
        except UnicodeDecodeError: c = "\ufffd"
        s += c if ord(c) >= 0xA0 else "\ufffd"
    sys.stdout.buffer.write(s.encode("utf-8"))`
	args := []string{"-c", script}
	var tables []*page
	for _, p := range pages {
		if p.double == nil {
			args = append(args, strings.Replace(p.name, "windows-", "cp", 1))
			tables = append(tables, p)
		}
	}
	out, err := exec.Command(python, args...).Output()
	if err != nil {
		t.Fatal(err)
	}
	want := []rune(string(out))
	if len(want) != 128*len(tables) {
		t.Fatalf("%d characters of %d tables", len(want), len(tables))
	}
	for n, p := range tables {
		for i, r := range p.upper {
			if python := want[n*128+i]; r != python && !(p.name == "windows-1255" && r == 'ֺ') { // which WHATWG adds at 0xCA
				t.Errorf("%s: 0x%02X is %q, Python says %q", p.name, i+128, r, python)
			}
		}
	}
}

// TestRoundTrip holds that a chosen page's text, written again in it, is the same bytes.
func TestRoundTrip(t *testing.T) {
	for _, m := range []*charmap.Charmap{charmap.CodePage850, charmap.Windows1252, charmap.Windows1251} {
		for _, x := range texts {
			b, err := m.NewEncoder().Bytes([]byte(x.long))
			if err != nil {
				continue
			}
			got := Decode(b, "")
			if again := encode(t, got.Encoding, joined(got)); string(again) != string(b) {
				t.Errorf("%s in %v: %q is not %q", x.tag, m, again, b)
			}
		}
	}
}
