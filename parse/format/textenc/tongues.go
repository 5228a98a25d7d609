package textenc

import "strings"

// tongue is what is known of a language for choosing the code page. Words are those of licensing messages, banners and
// labels (formats/l10n.json, events_l10n.tsv, nslookup_l10n.tsv) with common words beside.
type tongue struct {
	tag     string
	family  string
	letters string // lower case, outside ASCII, most frequent first
	words   string // with letters outside ASCII
	plain   string // in ASCII, and not of several languages
}

var tongueTable = []tongue{
	{"de", "western", "üäößé", "für schlüsselverwaltungsdienst domäne verfügbar schlüssel überprüfung zeitüberschreitung veröffentlichung einträge ausgeführt zurückgewiesen größe geändert läuft über können produktschlüssel gültigkeitsdauer",
		"der die das nicht wurde und ist von vorbehalten rechte fehler bei dienst werden gefunden lizenzstatus adresse computer"},
	{"nb", "western", "øåæéòó", "årsak nøkkeladministrasjonstjenesten aktiveringsforespørsel fullført følgende forsøk på kjøpsbevis produktnøkkel produktnøkkelen utløpt kjører også må når være språk gjenværende fastslått",
		"ikke enerett versjon av og er har finner feil tjenesten lisensstatus klienten mislyktes med til"},
	{"da", "western", "øåæé", "nøgleadministration aktiveringsforespørgsel fuldført købsbeviset årsag domænet følgende forsøg på udløser udført produktnøgle også når være gør",
		"ikke og er blev mislykkedes oplysninger rettigheder forbeholdes alle tjenesten licensstatus fejl til"},
	{"sv", "western", "äåöé", "tjänsten inköpsbeviset aktiveringsbegäran domänen slutfört förvärv ofullständigt följande från för är på också när återstående misslyckades nätverk",
		"och inte har ensamrätt av till med felkod licensstatus datorn klienten"},
	{"fi", "western", "äöå", "epäonnistui käyttöoikeuden käynnistetään käynnistyi pysäytettiin lisätietoja käyttöoikeustila lähettänyt määrä tämä ei käytössä nykyinen jäljellä",
		"ja on ei kaikki oikeudet pidätetään tiedot virhekoodi palvelu ohjelmistojen"},
	{"fr", "western", "éèàêçôîùâûëïœüÿ", "échec clés réponse échoué réussi signalé été être défaut délai requête dépassé à clé numéro état gérée produit licences réservés système où",
		"le la les des est pas une dans avec sur erreur droits tous serveur adresse aucun adresse du"},
	{"es", "western", "óíáéñúü", "activación información administración dirección protección aplicación está informó código publicación parámetros inició completó versión según más clave número días también",
		"el la los de del que no una con por para derechos todos reservados servidor servicio estado licencia"},
	{"it", "western", "èàùòìé", "è perché più attività validità già può sarà modalità",
		"il di che non del della per con una sono diritti tutti riservati servizio errore impossibile licenza"},
	{"pt", "western", "ãçáéóíêâõúàô", "serviço não ativação informações é endereço proteção êxito licença possível solicitação domínio está usuário versão código aquisição parâmetros verificação aplicação instalação são até",
		"de do da os em para com uma foi falha erro direitos todos reservados servidor chave status"},
	{"nl", "western", "ëéïöüè", "geïnstalleerd één geïnitialiseerd categorieën coördinatie",
		"het een van niet is voor naar mislukt alle rechten voorbehouden licentie fout gestart"},
	{"is", "western", "áðíéþóöæúý", "það ekki ræst þjónusta virkjun á við", "og er ekki til sem allur"},
	{"ca", "western", "àéóèíòúçïü", "activació versió informació és servei està", "el els les amb per no tots drets"},
	{"en", "western", "éï", "", "the of and is not all rights reserved error service computer status license product server"},
	{"pl", "central", "łąęóżśćńź", "usługa się zarządzania usługi powiodło błędu została że powiodła można użytkowania pomyślnie zastrzeżone błąd żądanie wysłał częściowy również jest ścieżka",
		"nie jest do na prawa wszelkie licencji systemu identyfikator aktywacji klucz stan"},
	{"cs", "central", "íáéěřčžýšůúňďťó", "služby úspěšně služba klíčů nezdařila licencování získání uživatele proběhlo zakoupení položky počítač počítače žádost chyba částečný kód vyhrazena všechna práva není při již",
		"se je na byla byl do od pro kopie licence stav klient nelze"},
	{"sk", "central", "áíčéýžšľťúňôďäóĺŕ", "služba služby kľúčov úspešne počítač žiadosť používateľ aktivácia licencovania všetky práva vyhradené nie čiastočný",
		"sa je na bol bola pre ako stav klient"},
	{"hu", "central", "áéöóőüíúű", "szolgáltatás sikerült aktiválási szoftvervédelmi termékváltozat információ azonosítója azonosító leállt licencelés vásárlás ügyfél küldött és minden jog számítógép állapota",
		"az nem egy hiba most licenc minden jog fenntartva"},
	{"ro", "central", "ăîâşţșț", "şi către fără licenţă informaţii activării serviciul după această computerului solicitare",
		"de nu este pentru toate drepturile rezervate"},
	{"hr", "central", "čžšćđ", "računalo ključa ključ služba poslužitelj pogreška više može još licenciranje zahtjev pridržana",
		"je na nije za sva prava od se"},
	{"ru", "cyrillic", "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", "не программного обеспечения служба ошибка успешно управления ключами в для лицензирования сведения защиты активации клиент отправил запрос права защищены версия сервер состояние лицензии ключ продукта компьютер найден", ""},
	{"uk", "cyrillic", "оанивіетрслкдумпзяьбгчйхцжюїєшщфґ", "служба помилка ліцензії активації не для ключа комп всі права захищено версія та що запит керування", ""},
	{"bg", "cyrillic", "аоиетнрсвлкдпмзъугябчщхжцшюйфь", "услугата грешка лиценз активиране за на не всички права запазени версия ключ се заявка", ""},
	{"sr", "cyrillic", "аоиенрсјтукдвлпмзгбчшхжцћђљњфџ", "услуга грешка лиценца сва права задржана верзија кључ није", ""},
	{"el", "greek", "αοιετσνηυρπκμλςωίόγέάδύχήθφβώξζψϊϋΐΰ", "η ενεργοποίησης προστασίας λογισμικού άδειας αναγνωριστικό της απέτυχε υπηρεσίας υπηρεσία ο διαχείρισης κλειδιού πληροφορίες και δεν με διακομιστής έκδοση δικαιώματος", ""},
	{"tr", "turkish", "ıüşğöçâî", "etkinleştirme yazılım koruması kimliği başarıyla yönetimi başarısız kullanıcı lisansı satın işlemi isteği alanında başlatılıyor için değil anahtarı tüm hakları saklıdır sürüm gönderdi sunucu",
		"ve bir bu ile hizmeti lisans hata durumu anahtar"},
	{"he", "hebrew", "יוהלאתרבמשנדחםקעפכגטזסןץךף", "של את לא שירות שגיאה כל הזכויות שמורות גירסה מפתח", ""},
	{"ar", "arabic", "ايلمنوترةبعدسفهكقأحجىشصخطضذثزغءئإآظؤًٌٍَُِّْ", "في من على إلى لا خدمة الخطأ جميع الحقوق محفوظة المفتاح تنشيط الإصدار", ""},
	{"lv", "baltic", "āīēšņļķžčģū", "pakalpojums atslēgas kļūda licencēšana aktivizācijas visas tiesības paturētas nav", "un nav ir par no licences tiek netika"},
	{"lt", "baltic", "ėųšžįčąūę", "tarnyba rakto klaida licencijavimo suaktyvinimo visos teisės saugomos nėra naudotojo", "ir ne yra su visos klaida raktas nepavyko dienos licencija"},
	{"et", "baltic", "äõüöšž", "tõrge võti teenus litsentsimine aktiveerimise kõik õigused kaitstud võtmehaldusteenuse", "ja ei on kui ei teenus litsents"},
	{"th", "thai", "านรกอเงมยลวดทตสบปค่้ีัิาืุ์ูะไแขหจพชผึซศณถธฟโใภฐญฎๆษฮฉํ็ำฤฝฏฒฬฆ", "ไม่ ที่ ของ การ ได้ ข้อผิดพลาด", ""},
	{"vi", "vietnamese", "đưôơăâêàáãéèíìóòúùýõ\u0300\u0309\u0303\u0301\u0323", "không và của được dịch vụ lỗi kích hoạt khóa", "trong cho theo ban"},
	{"ja", "japanese", "", "", ""},
	{"zh", "chinese", "", "", ""},
	{"ko", "korean", "", "", ""},
	{"zh", "taiwanese", "", "", ""},
}

// lexicon is a tongue made ready for looking up.
type lexicon struct {
	tongue
	weight map[rune]int
	words  map[string]bool
	plain  map[string]bool
}

var lexicons = func() []lexicon {
	out := make([]lexicon, 0, len(tongueTable))
	for _, t := range tongueTable {
		l := lexicon{tongue: t, weight: map[rune]int{}, words: set(t.words), plain: set(t.plain)}
		runes := []rune(t.letters)
		for i, r := range runes {
			// By thirds: a random mapping of another page's letters earns the mean, the right page more.
			w := 3 - i*3/len(runes)
			if t.family != "western" && t.family != "central" && len(runes) > 25 && w == 1 {
				w = 0
			}
			l.weight[r] = w
		}
		if t.tag == "tr" {
			l.weight['İ'] = 2 // which has no lower case of its own
		}
		out = append(out, l)
	}
	return out
}()

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}
