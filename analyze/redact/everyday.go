package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// everydayWords name nobody: words of the listings, parts of names that every network has, accounts that every Windows has.
// As names they stay what they are, wherever they stand: replaced, they would take the words of the listings along.
var everydayWords = wordSet(`
a account accounts act activate activated activation active ad ado adapter address addresses admin administrator admins
adapters agent all allusers an and answer any app application applications arch architecture are arm64 arpa article as asp at attempt
attempts auth authority auto available b backup bad base be begin bios boot browser build builtin by c cache cached caching cab case cd
central change channel check class cli click client clients clock cloud cluster cmd cmid code codes collected com command commands company
computer computers computername config configuration connect connected connection connections console contact control copy copyright core
corp corporation count creator cscript csv csvlk current customer d data database date day days db default defaultuser defaultuser0
defaultaccount delete demo description desktop dev device dhcp dhistory dhistoryacterr dhistorykms diag diagnostic direct directory disabled
discovered discovery display dll dns dnscmd document documents domain domains down download dstatus dstatusall dtokcerts dtokils e edition
email enable enabled end enterprise entry error errors et ethernet event eventlog events every everyone example exchange exe exiting
export exports extended external f failed failure false family fax file files filter find finder firewall first flags folder for form forest found
free from ftp full g gateway general generic get global grace group groups guest guests gvlk gz h has hash head help history home host hosthost hostname
hosts hour hours hp htm html http https hub i id ie if image in inbox info information install installation installed installer intel
interactive interface intern internal internet interval intra intranet inventory ip ipconfig ipv4 ipv6 is issue it item j json k key keyed
keymanagementservice keys kms kmsclient kmshost kmsserver kmstriage krbtgt l lab lan language last ldap legacy level licence licences license
licensed licenses licensing line link lli local localadmin localdomain localhost localservice location log logfile logon logs lookup m machine
machines mail main mak manage management manager master me media member message mgadiag microsoft minimum minute minutes mode model module mon
mshome mx my n name names nat net netbios network networks networkservice new news next nltest no node non none not note notification notifications
nslookup nt ntp null number o object of off offer office office14 office15 office16 offline ok old olk on one online only oob ool oot open operating
option options or org os ospp osppsvc other others out output own owner p page partial password path pc pdc phone ping plus policy port portal portqry ports pos
pot pre preferred primary print printer priority private pro processing product production products professional profile program programs
proplus proplusvl proplusvolume project protection protocol proxy ps public q query r ras read ready record records reg regedit region
registered registry release remaining remote removed renewal report request requests response result results retail rights roiscan root router
rows rpc run running s sale sales sam sample sc scan school script scripts sec second seconds security self serial serv server servers service services
session set setting settings setup sha shared sharepoint shell shop show silent single sip site sites sku slmgr smtp software source spp sppsvc sql srv st
standard start started state status step stop stopped store student sub subnet subnets subscription success suffix summary support svc system system32 systeminfo
systemprofile t table tcp team tech technician telnet temp template terminal test tester testing tests text the this time timebased timeout timer to
token tool tools trace transfer trial true trust trusted txt type u udp unavailable unknown unlicensed up update updates url use user username users utc util v
valid validation value values vbs version vhd view vip virtual visio vista visual vlmcs vm vmware vol volume vpn w w32tm wan warning web webmail
week welcome wevtutil wifi win win10 win11 win2008 win2012 win2016 win2019 win7 win8 window windir windows wins winserver with wlan word work worker workgroup
workstation wpad wscript www x x64 x86 xml xp y year yes z zip zone
`)

func wordSet(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(text) {
		out[w] = true
	}
	return out
}

// everyday reports a word, in lower case, that names nobody: a known one, one or two letters, or a small number. Two letters
// are too common in text to be told from words.
func everyday(w string) bool {
	if everydayWords[w] || strings.HasPrefix(w, "_") {
		return true
	}
	n := utf8.RuneCountInString(w)
	digits := strings.IndexFunc(w, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
	letters := strings.IndexFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
	return n < 2 || n == 2 && strings.IndexFunc(w, unicode.IsDigit) < 0 || digits && n < smallNumber || !letters
}

// smallNumber is how many digits a word of nothing else has that tells something.
const smallNumber = 5

// publicDomains belong to nobody's network: they and all names below them stay.
var publicDomains = wordSet(`
microsoft.com windows.com windows.net office.com office.net office365.com microsoftonline.com live.com msn.com bing.com msftncsi.com
msftconnecttest.com windowsupdate.com azure.com azure.net msedge.net skype.com outlook.com technet.com msdn.com trafficmanager.net akamaiedge.net
digicert.com verisign.com globalsign.com ntp.org w3.org ietf.org iana.org openxmlformats.org schemas.xmlsoap.org xmlsoap.org root-servers.net
in-addr.arpa ip6.arpa
`)

// tenantDomains are everybody's, and the label before is one's own.
var tenantDomains = wordSet(`onmicrosoft.com sharepoint.com`)

// public reports a domain name, in lower case, that stays.
func public(name string) bool {
	for d := name; d != ""; _, d, _ = strings.Cut(d, ".") {
		if publicDomains[d] {
			return true
		}
	}
	return false
}

// topLevels are what a dotted word ends in that is taken for a name of a host; those of countries have two letters.
var topLevels = wordSet(`
com net org edu gov mil int info biz name pro io local lan corp home internal intern intra intranet private domain ad dom loc priv office network
cloud online group company global world site tech test example invalid alt localdomain lab dev app arpa
`)

// countries are the domains of countries that are no endings of files.
var countries = wordSet(`
ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw
cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in
iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz
na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr pt pw qa re ro ru rw sa sb sc sd se sg si sk sl sm sn sr ss st su sv sx sy
sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw zz
`)
