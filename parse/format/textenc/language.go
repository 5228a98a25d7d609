package textenc

import (
	"strings"
	"unicode/utf8"
)

// languageBytes is how much of the text is searched for fixed phrases.
const languageBytes = 64 << 10

// phrases are fixed texts that only one language has: script-host banners, slmgr and nslookup labels, event texts
// (formats/l10n.json, nslookup_l10n.tsv, slmgr.md section 6, events_l10n.tsv). OSPP.VBS is English everywhere and proves
// nothing; so are some labels of nslookup. Serbian, Croatian and the like have no phrases yet.
var phrases = []struct{ tag, texts string }{
	{"de", "Alle Rechte vorbehalten|Windows Script Host, Version|Lizenzstatus|Teil-Product Key|Aktivierungs-ID|nicht gefunden:|Nicht autorisierende Antwort|Standardserver|Zeitüberschreitung|wurde von|Softwareschutzdienst|Softwarelizenzierungsdienst|Schlüsselverwaltungsdienst"},
	{"nb", "Med enerett|Windows Script Host versjon|Lisensstatus|Delvis produktnøkkel|Aktiverings-ID|Gjeldende antall|Programvarebeskyttelsestjenesten|nøkkeladministrasjonstjenesten|Versjon av Software Licensing Service|Feil:"},
	{"da", "Alle rettigheder forbeholdes|Licensstatus|Delvis produktnøgle|Aktuelt antal|Softwarebeskyttelsestjenesten|Nøgleadministration|aktiveringsforespørgsel"},
	{"sv", "Med ensamrätt|Licensstatus|Partiell produktnyckel|Aktuellt antal|aktiveringsbegäran|Tjänsten Software Protection|Klienten skickade"},
	{"fi", "Kaikki oikeudet pidätetään|Käyttöoikeuden tila|Osittainen tuoteavain|Aktivointitunnus|Ohjelmistojen suojauspalvelu|avaintenhallintapalvelun"},
	{"fr", "Tous droits réservés|État de la licence|Clé de produit partielle|ID d'activation|ID d’activation|Réponse ne faisant pas autorité|délai de la requête|Serveur :|ne parvient pas à trouver|Serveur par défaut|demande d’activation|demande d'activation|service de gestion de clés|protection logicielle"},
	{"es", "Reservados todos los derechos|Estado de la licencia|Clave de producto parcial|Id. de activación|Recuento actual|Respuesta no autoritativa|Se agotó el tiempo de espera|no puede encontrar|No se encuentra|Servidor predeterminado:|administración de claves|licencias de software"},
	{"it", "Tutti i diritti riservati|Stato licenza|Codice Product Key parziale|ID attivazione|Conteggio corrente|Risposta da un server non autorevole|Tempo scaduto|Impossibile trovare|Server predefinito|richiesta di attivazione|gestione delle chiavi"},
	{"pt", "Todos os direitos reservados|Status da licença|Estado da licença|Chave do produto parcial|Chave de produto parcial|ID de ativação|Contagem atual|Não é resposta autoritativa|O tempo limite|Não é possível encontrar|Servidor Padrão|solicitação de ativação|pedido de ativação|gerenciamento de chaves"},
	{"nl", "Alle rechten voorbehouden|Licentiestatus|Gedeeltelijke productcode|Activerings-id|Huidig aantal|activeringsaanvraag|sleutelbeheerservice"},
	{"pl", "Wszelkie prawa zastrzeżone|Host skryptów systemu|Stan licencji|Częściowy klucz produktu|Identyfikator aktywacji|żądanie aktywacji|zarządzania kluczami"},
	{"cs", "Všechna práva vyhrazena|Stav licence|Částečný kód|ID aktivace|žádost o aktivaci|služby správy klíčů|Služba ochrany softwaru"},
	{"hu", "Minden jog fenntartva|aktiválási kérést|kulcskezelő szolgáltatás|szoftvervédelmi szolgáltatás"},
	{"tr", "Tüm hakları saklıdır|etkinleştirme isteği|anahtar yönetimi hizmeti|Yazılım Koruma"},
	{"el", "Με την επιφύλαξη|αίτημα ενεργοποίησης|διαχείρισης κλειδιού|προστασίας λογισμικού"},
	{"ru", "Сервер сценариев Windows|все права защищены|Состояние лицензии|Частичный ключ продукта|ID активации|Сервер по умолчанию|Превышено время ожидания|Не удается найти|запрос на активацию|управления ключами|программного обеспечения"},
	{"ja", "ライセンスの状態|プロダクト キー|ライセンス認証|権限のない回答|既定のサーバー|サーバー:|エラー:"},
	{"ko", "Windows Script Host 버전|라이선스 상태|제품 키|권한 없는 응답|기본 서버|활성화 요청|소프트웨어"},
	{"zh", "版权所有(C)|许可证状态|许可证说明|请求超时|部分产品密钥|激活 ID|非权威应答|默认服务器|密钥管理服务|授權狀態|部分產品金鑰|未經授權的回答|金鑰管理服務|預設伺服器"},
	{"en", "All rights reserved|License Status:|Partial Product Key:|Non-authoritative answer:|The client has sent an activation request|The Software Protection service has"},
}

// language counts the phrases. English ones count last: several localised Windows print the banner in English, and the
// Russian nslookup one of its labels. Without any, kana and hangul tell.
func language(s string) string {
	head := s[:min(len(s), languageBytes)]
	best, most := "", 0
	plain := ascii(head)
	for _, p := range phrases {
		n := 0
		for text := range strings.SplitSeq(p.texts, "|") {
			if plain && !ascii(text) {
				continue // spares most of the search in most files
			}
			if strings.Contains(head, text) {
				n++
			}
		}
		if n > most && (p.tag != "en" || best == "") {
			best, most = p.tag, n
		}
	}
	if best == "" || best == "en" {
		if tag := asian(head); tag != "" {
			return tag
		}
	}
	return best
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// asianRunes are how many letters of a script make a text its language's: a name in a path is shorter.
const asianRunes = 4

func asian(s string) string {
	kana, hangul := 0, 0
	for _, r := range s {
		switch {
		case r >= 0x3041 && r <= 0x30FA:
			kana++
		case r >= 0xAC00 && r <= 0xD7A3:
			hangul++
		}
	}
	switch {
	case kana >= asianRunes && kana >= hangul:
		return "ja"
	case hangul >= asianRunes:
		return "ko"
	}
	return ""
}
