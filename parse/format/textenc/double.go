package textenc

import "golang.org/x/text/encoding"

// What a double-byte character is worth; the single bytes of other pages earn up to 3 each.
const (
	worthFrequent = 6 // of the most frequent characters
	worthKana     = 6
	worthPunct    = 3
	worthCommon   = 2  // of the first level, which the standards fill with the characters in use
	worthRare     = -3 // of the second level
	worthForeign  = -6 // of an extension or another script
	worthUnknown  = -12
	costLonely    = -8 // one character between two ASCII letters
)

// The most frequent characters of messages, by count over formats/events_l10n.tsv and nslookup_l10n.tsv, with the most
// frequent of general text.
const (
	frequentChinese   = "。服务的已权件失败激活器理软密钥信息成应用管地址可无证功错误到保授护法告请户许报发找不有在启动获取安了求域时非威答参数产品，行计未定系状态查程序最终装购买明详细以代码原因客端算机处响将布中名称默认没超正使指你联经停止完检部分为返回下命令规则引擎尝试触向送来自排重新初始化记录格式存尚执询被拒绝秒所宽限是一人我他这个们上大国和要出会生子作对于就年过后也得自着说而方学进同好面前开其本当间两从长把那种量事样关意想现度所有制外很但内部设置版号许可证版权所有：（）、"
	frequentTaiwanese = "。服用的啟失敗器務授權伺已網位址成碼資理軟體保護功錯誤訊回到未識別使金鑰管不在動應程式擷取發要求域經答找沒有數狀態查者安裝購買證明詳細，引原因戶端對機處將佈名稱無法預設逾時際路正參停止完檢部分為命令列料規則擎報告嘗試觸送出順利排重新初始化個記錄可供格存尚執行拒絕詢指定秒是一人我這們上大國和會生子作於就年過後也得自說而方學進同好面前開其本當間兩從長版產品啟用電腦目標著作所：（）、"
	frequentKorean    = "다서니습스이보했에소없비을정트를인시수리프지라용오가웨어한버류선하되응사성고관주키증화터부품할호권못활도답는었로자의기초음실제작득구명코드패유요청은메게찾간그세않상태확램최종획입설치거클언컴퓨처공름예본과된넷개중해십됩매변분적령줄취규칙엔진냈받록약있레대형식현쿼내당합템문전올바른행만료족것야연결벤참나아와들여일으장동신국경년"
	frequentJapanese  = "証認報理失敗情告保護答見要限定正常取得権回用細内行利期開始状態完了購入明主由応処発成功名既数化実続停止一部引関規則送信再起動初存在装拒否特秒有効無管製品版電源接続日本語時間前後人出年大中"
)

// doublePage makes a page of which the frequent characters are known.
func doublePage(name, family string, e encoding.Encoding, chars string) *page {
	return &page{name: name, family: family, double: e, frequent: encoded(e, chars)}
}

func encoded(e encoding.Encoding, chars string) map[uint16]bool {
	out := map[uint16]bool{}
	for _, r := range chars {
		if b, err := e.NewEncoder().Bytes([]byte(string(r))); err == nil && len(b) == 2 {
			out[uint16(b[0])<<8|uint16(b[1])] = true
		}
	}
	return out
}

// scoreDouble walks the bytes as the page pairs them.
func (p *page) scoreDouble(lines [][]byte) int {
	n := 0
	for _, b := range lines {
		for i := 0; i < len(b); {
			switch {
			case b[i] < 0x80:
				i++
			case p.name == "cp932" && b[i] >= 0xA1 && b[i] <= 0xDF:
				i++ // half-width katakana, hardly used
			case i+1 < len(b) && p.leads(b[i]) && b[i+1] >= 0x40 && b[i+1] != 0x7F && b[i+1] != 0xFF:
				if !(i >= 2 && b[i-2] == b[i] && b[i-1] == b[i+1]) { // a line drawing in another page repeats
					n += p.pair(b[i], b[i+1])
				}
				if i > 0 && isLetter(b[i-1]) && (i < 2 || b[i-2] < 0x80) && i+2 < len(b) && isLetter(b[i+2]) {
					n += costLonely
				}
				i += 2
			default:
				n += costUndefined
				i++
			}
		}
	}
	return n
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func (p *page) leads(c byte) bool {
	if p.name == "cp932" {
		return c >= 0x81 && c <= 0x9F || c >= 0xE0 && c <= 0xFC
	}
	return c >= 0x81 && c <= 0xFE
}

// pair weighs a character by its place: each standard has a row of punctuation, the scripts, and the characters by
// frequency of use.
func (p *page) pair(lead, trail byte) int {
	c := uint16(lead)<<8 | uint16(trail)
	if p.frequent[c] {
		return worthFrequent
	}
	high := trail >= 0xA1
	switch p.name {
	case "cp932":
		return pairJapanese(c)
	case "cp936":
		switch {
		case high && (lead == 0xA1 || lead == 0xA3):
			return worthPunct
		case high && lead >= 0xB0 && lead <= 0xD7:
			return worthCommon
		case high && lead >= 0xD8 && lead <= 0xF7:
			return worthRare
		}
	case "cp949":
		switch {
		case high && (lead == 0xA1 || lead == 0xA3):
			return worthPunct
		case high && lead >= 0xB0 && lead <= 0xC8:
			return worthCommon
		case lead < 0xC7 && !high:
			return worthRare
		}
	case "cp950":
		switch {
		case lead >= 0xA1 && lead <= 0xA2:
			return worthPunct
		case lead >= 0xA4 && c <= 0xC67E:
			return worthCommon
		case lead >= 0xC9 && lead <= 0xF9:
			return worthRare
		}
	}
	if lead >= 0xFA {
		return worthUnknown
	}
	return worthForeign
}

func pairJapanese(c uint16) int {
	switch {
	case c >= 0x829F && c <= 0x8396:
		return worthKana
	case c == 0x815B: // the sign of long vowels
		return worthKana
	case c >= 0x8140 && c <= 0x829A:
		return worthPunct
	case c >= 0x889F && c <= 0x9872:
		return worthCommon
	case c >= 0x989F && c <= 0xEAA4:
		return worthRare
	case c >= 0x8740 && c <= 0x879C:
		return 0
	case c >= 0xFA40 && c <= 0xFC4B:
		return worthRare
	}
	return worthUnknown
}
