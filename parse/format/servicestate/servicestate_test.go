package servicestate

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/format/textenc"
)

const (
	scQuery = "\r\nSERVICE_NAME: sppsvc \r\n        TYPE               : 10  WIN32_OWN_PROCESS  \r\n        STATE              : 1  STOPPED \r\n" +
		"                                (NOT_STOPPABLE, NOT_PAUSABLE, IGNORES_SHUTDOWN)\r\n        WIN32_EXIT_CODE    : 1058  (0x422)\r\n        SERVICE_EXIT_CODE  : 0  (0x0)\r\n        CHECKPOINT         : 0x0\r\n        WAIT_HINT          : 0x0\r\n"
	scQuerySpanish = "NOMBRE_SERVICIO: osppsvc \n        TIPO               : 10  WIN32_OWN_PROCESS  \n        ESTADO             : 4  RUNNING \n" +
		"                                (STOPPABLE, NOT_PAUSABLE, ACCEPTS_SHUTDOWN)\n        CÓD_SALIDA_WIN32   : 0  (0x0)\n        CÓD_SALIDA_SERVICIO: 0  (0x0)\n"
	scConfig = "[SC] QueryServiceConfig SUCCESS\n\nSERVICE_NAME: sppsvc\n        TYPE               : 10  WIN32_OWN_PROCESS \n        START_TYPE         : 4   DISABLED\n" +
		"        ERROR_CONTROL      : 1   NORMAL\n        BINARY_PATH_NAME   : C:\\Windows\\system32\\sppsvc.exe  \n        LOAD_ORDER_GROUP   : \n        TAG                : 0  \n        DISPLAY_NAME       : Software Protection\n"
	scConfigRussian = "Имя_службы: sppsvc\n        Тип                : 10  WIN32_OWN_PROCESS \n        Тип_запуска        : 2   AUTO_START  (DELAYED)\n" +
		"        Управление_ошибками: 1   NORMAL\n        Имя_двоичного_файла: C:\\Windows\\system32\\sppsvc.exe\n"
)

var samples = []struct {
	name, text string
	want       []string
}{
	{"sc query", scQuery, []string{"sppsvc stopped@4 @0 exit 1058"}},
	{"sc query, Spanish", scQuerySpanish, []string{"osppsvc running@3 @0 exit 0"}},
	{"sc qc", scConfig, []string{"sppsvc @0 disabled@5"}},
	{"sc qc, Russian", scConfigRussian, []string{"sppsvc @0 auto@3"}},
	{"both, and another service", "SERVICE_NAME: wuauserv\n        TYPE               : 20  WIN32_SHARE_PROCESS\n        STATE              : 4  RUNNING\n        WIN32_EXIT_CODE    : 0  (0x0)\n" + scQuery + scConfig,
		[]string{"sppsvc stopped@8 @0 exit 1058", "sppsvc @0 disabled@18"}},
	{"sc query, cut", scQuery[:60], nil},
	{"not installed", "C:\\>sc query osppsvc\n[SC] EnumQueryServicesStatus:OpenService FAILED 1060:\n\nThe specified service does not exist as an installed service.\n", []string{"osppsvc not-installed@2 @0"}},
	{"not installed, nobody says what", "[SC] EnumQueryServicesStatus:OpenService FAILED 1060:\n", nil},
	{"Get-Service", "\nStatus   Name               DisplayName\n------   ----               -----------\nStopped  sppsvc             Software Protection\nRunning  osppsvc            Office Software Protection Platform\n",
		[]string{"sppsvc stopped@4 @0", "osppsvc running@5 @0"}},
	{"Get-Service, chosen columns", "Name    Status StartType\n----    ------ ---------\nsppsvc Stopped  Disabled\n", []string{"sppsvc stopped@3 disabled@3"}},
	{"Get-Service | fl", "Name                : sppsvc\nDisplayName         : Software Protection\nStatus              : Stopped\nDependentServices   : {}\nStartType           : Automatic\n\n",
		[]string{"sppsvc stopped@3 auto@5"}},
	{"Get-Service finds none", "Get-Service : Es kann kein Dienst gefunden werden.\n    + CategoryInfo          : ObjectNotFound: (osppsvc:String) [Get-Service], ServiceCommandException\n",
		[]string{"osppsvc not-installed@2 @0"}},
	{"Win32_Service", "ProcessId Name   StartMode State   Status ExitCode\n--------- ----   --------- -----   ------ --------\n0         sppsvc Disabled  Stopped OK     1077\n", []string{"sppsvc stopped@3 disabled@3"}},
	{"net start", "These Windows services are started:\n\n   Print Spooler\n   Software Protection\n\nThe command completed successfully.\n", []string{"sppsvc running@4 @0"}},
	{"net start fails", "C:\\>net start sppsvc\nSystemfehler 1058 aufgetreten.\n", []string{"sppsvc @0 disabled@2"}},
	{"prose", "Please start sppsvc.\nSoftware Protection\n", nil},
}

func parse(text string) []Service {
	return Parse(textenc.Decode([]byte(text), "").Lines, []string{"sppsvc", "osppsvc"}, map[string]string{"software protection": "sppsvc", "office software protection platform": "osppsvc"})
}

func TestParse(t *testing.T) {
	for _, c := range samples {
		var got []string
		for _, s := range parse(c.text) {
			x := fmt.Sprintf("%s %s@%d %s@%d", s.Name, s.State, s.StateLine.N, s.Start, s.StartLine.N)
			if s.Exit != nil {
				x += fmt.Sprintf(" exit %d", *s.Exit)
			}
			got = append(got, x)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: -want +got\n%s", c.name, d)
		}
	}
}

// FuzzParse holds that what is said has its line, and that nothing hangs.
func FuzzParse(f *testing.F) {
	for _, c := range samples {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			t.Skip()
		}
		n := len(textenc.Decode([]byte(text), "").Lines)
		for _, s := range parse(text) {
			if (s.State != "") != (s.StateLine.N > 0) || (s.Start != "") != (s.StartLine.N > 0) || s.StateLine.N > n || s.StartLine.N > n || s.Name == "" {
				t.Fatalf("%+v of %d lines", s, n)
			}
		}
	})
}
