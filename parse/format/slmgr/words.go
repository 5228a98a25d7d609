package slmgr

import "strings"

// statusWords are the states as slmgr.ini spells them. English, Chinese and the words for "licensed" in German,
// Spanish and Russian were seen in real output; the others are hints, and what is not here stays unknown.
var statusWords = map[string]Status{
	"unlicensed": Unlicensed, "licensed": Licensed, "initial grace period": OOBGrace, "extended grace period": ExtendedGrace,
	"non-genuine grace period": NonGenuineGrace, "notification": Notifications,
	"lizenziert": Licensed, "nicht lizenziert": Unlicensed, "benachrichtigung": Notifications, "benachrichtigungsmodus": Notifications,
	"con licencia": Licensed, "sin licencia": Unlicensed, "notificación": Notifications,
	"имеет лицензию": Licensed, "не имеет лицензии": Unlicensed, "без лицензии": Unlicensed, "уведомление": Notifications,
	"已授权": Licensed, "未授权": Unlicensed, "通知": Notifications,
	"avec licence": Licensed, "sous licence": Licensed, "sans licence": Unlicensed,
	"con licenza": Licensed, "senza licenza": Unlicensed, "notifica": Notifications,
	"licenciado": Licensed, "não licenciado": Unlicensed, "notificação": Notifications,
	"lisensiert": Licensed, "ikke lisensiert": Unlicensed, "ulisensiert": Unlicensed, "varsling": Notifications, "varsel": Notifications,
	"licensierad": Licensed, "licensieras": Licensed, "olicensierad": Unlicensed, "ej licensierad": Unlicensed, "meddelande": Notifications,
	"licenseret": Licensed, "ikke licenseret": Unlicensed,
	"gelicentieerd": Licensed, "met licentie": Licensed, "niet gelicentieerd": Unlicensed, "zonder licentie": Unlicensed, "melding": Notifications,
	"lisensoitu": Licensed, "ei lisensoitu": Unlicensed,
	"licencjonowany": Licensed, "licencjonowane": Licensed, "nielicencjonowany": Unlicensed, "powiadomienie": Notifications,
	"licencováno": Licensed, "nelicencováno": Unlicensed, "oznámení": Notifications,
	"ライセンスされています": Licensed, "ライセンス認証済み": Licensed, "ライセンスされていません": Unlicensed,
	"사용 허가됨": Licensed, "사용 허가되지 않음": Unlicensed, "알림": Notifications,
	"已授權": Licensed, "未授權": Unlicensed,
}

// statusOf reads the word behind the status label.
func statusOf(word string) Status {
	w := strings.Trim(strings.ToLower(word), " .。")
	if s, ok := statusWords[w]; ok {
		return s
	}
	if strings.HasPrefix(w, "additional grace period") {
		return OOTGrace
	}
	return ""
}

// errorWords begin the script's errors.
var errorWords = []string{"error", "fehler", "erreur", "errore", "erro", "ошибка", "エラー", "오류", "错误", "錯誤", "feil", "fel", "fejl",
	"fout", "virhe", "błąd", "chyba", "hata", "hiba", "eroare", "σφάλμα", "input error", "eingabefehler", "(null)"}

// offWords and onWords tell "disabled" from "enabled". The first are looked for first: many hold one of the second.
var (
	offWords = []string{"disabled", "deaktiv", "désactiv", "deshabilit", "desactiv", "desabilit", "desativ", "disabilit", "disattiv", "отключ", "выключ",
		"已禁用", "已停用", "无效", "無効", "사용 안", "사용하지", "사용되지", "inaktiv", "uitgeschakeld", "ei ole", "poissa", "wyłącz", "zakázán", "vypnut"}
	onWords = []string{"enabled", "aktiv", "activ", "habilit", "abilit", "attiv", "ativad", "включ", "已启用", "已啟用", "有効", "사용", "ingeschakeld",
		"käytössä", "włącz", "povolen", "zapnut"}
)

// switched reads "enabled" or "disabled" in any of the languages; nil is neither.
func switched(text string) *bool {
	t := strings.ToLower(text)
	for _, w := range offWords {
		if strings.Contains(t, w) {
			return new(bool)
		}
	}
	for _, w := range onWords {
		if strings.Contains(t, w) {
			on := true
			return &on
		}
	}
	return nil
}

// deniedWords say that the script was not run with an administrator's rights.
var deniedWords = []string{"insufficient rights", "access denied", "access is denied", "elevated", "permission denied"}

// priorities translates the two words of the service's priority.
var priorities = map[string]string{"normal": "Normal", "low": "Low", "niedrig": "Low", "baja": "Low", "basse": "Low", "bassa": "Low",
	"baixa": "Low", "normale": "Normal", "lav": "Low", "låg": "Low", "laag": "Low", "normaal": "Normal", "обычный": "Normal", "низкий": "Low",
	"正常": "Normal", "低": "Low", "標準": "Normal", "通常": "Normal", "보통": "Normal", "낮음": "Low"}

// labels are the English labels of the fields, and the few others that are known, to what they hold.
var labels = map[string]string{
	"name": "name", "description": "description", "activation id": "activationID", "application id": "applicationID",
	"partial product key": "partialKey", "license status": "status", "current count": "count", "listening on port": "port",
	"kms priority": "priority", "total requests received": "total", "failed requests received": "failed",
	"registered kms machine name": "registered", "kms machine name from dns": "discovered",
	"registered kms srv record lookup domain": "lookupDomain", "trusted time": "trusted", "notification reason": "reason",
	"installation id": "", "extended pid": "", "product key channel": "", "kms machine ip address": "", "kms machine extended pid": "",
	"activation interval": "interval", "renewal interval": "interval", "configured activation type": "", "additional information": "",
	"remaining windows rearm count": "", "remaining app rearm count": "", "remaining sku rearm count": "", "evaluation end date": "",
	"time remaining": "minutes", "volume activation expiration": "minutes", "timebased activation expiration": "minutes",
	"automatic vm activation expiration": "minutes", "dns auto-discovery": "",
	"activation object name": "", "ao dn": "", "ao extended pid": "", "ao activation id": "",
	"processor certificate url": "", "machine certificate url": "", "use license url": "", "product key certificate url": "", "validation url": "",
	"lizenzstatus": "status", "estado de la licencia": "status", "состояние лицензии": "status", "许可证状态": "status", "état de la licence": "status",
	"stato licenza": "status", "status da licença": "status", "estado da licença": "status", "lisensstatus": "status", "licensstatus": "status",
	"licentiestatus": "status", "käyttöoikeuden tila": "status", "stan licencji": "status", "stav licence": "status",
	"ライセンスの状態": "status", "라이선스 상태": "status", "授權狀態": "status",
	"名称": "name", "描述": "description", "激活 id": "activationID", "应用程序 id": "applicationID", "部分产品密钥": "partialKey", "信任时间": "trusted",
	"teil-product key": "partialKey", "clave de producto parcial": "partialKey", "частичный ключ продукта": "partialKey", "clé de produit partielle": "partialKey",
	"codice product key parziale": "partialKey", "chave do produto parcial": "partialKey", "chave de produto parcial": "partialKey",
	"delvis produktnøkkel": "partialKey", "partiell produktnyckel": "partialKey", "delvis produktnøgle": "partialKey",
	"gedeeltelijke productcode": "partialKey", "osittainen tuoteavain": "partialKey", "częściowy klucz produktu": "partialKey",
	"částečný kód product key": "partialKey", "部分的なプロダクト キー": "partialKey", "부분 제품 키": "partialKey", "部分產品金鑰": "partialKey",
	"aktuelle anzahl": "count", "recuento actual": "count", "текущее число": "count", "当前计数": "count", "nombre actuel": "count", "conteggio corrente": "count",
	"contagem atual": "count", "gjeldende antall": "count", "aktuellt antal": "count", "aktuelt antal": "count", "huidig aantal": "count", "nykyinen määrä": "count",
	"bieżąca liczba": "count", "aktuální počet": "count", "現在の数": "count", "현재 수": "count", "目前計數": "count",
}

const (
	hostHeading   = "key management service is enabled on this machine"
	clientHeading = "key management service client information"
	totalsHeading = "key management service cumulative requests received from clients"
)

// unknownLabel marks a label that stands in no table.
const unknownLabel = "?"

func labelField(label string) string {
	l := strings.Join(strings.Fields(strings.ToLower(label)), " ")
	if f, ok := labels[l]; ok {
		return f
	}
	if strings.HasPrefix(l, "requests with license status") {
		return "requests"
	}
	return unknownLabel
}
