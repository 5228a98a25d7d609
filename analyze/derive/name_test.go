package derive

import "testing"

func TestLike(t *testing.T) {
	tests := []struct {
		a, b string
		want likeness
	}{
		{"kms01.contoso.com", "kms01.contoso.com", equal},
		{"KMS01.Contoso.COM", "kms01.contoso.com", equal},
		{" kms01.contoso.com ", "kms01.contoso.com", equal},
		{"kms01.contoso.com.", "kms01.contoso.com", equal},
		{"kms01.contoso.com..", "kms01.contoso.com", different},
		{"kms01.contoso.com", "kms02.contoso.com", different},
		{"kms01.contoso.com", "kms01.fabrikam.com", different},
		{"kms01", "kms01.contoso.com", shortEqual},
		{"kms01.contoso.com", "KMS01", shortEqual},
		{"kms01.", "kms01.contoso.com", shortEqual},
		{"kms01", "KMS01", equal},
		{"kms0", "kms01.contoso.com", different},
		{"kms01", "kms02", different},
		{"192.0.2.10", "192.0.2.10", equal},
		{"192.0.2.10", "192.0.2.11", different},
		{"192.0.2.10", "kms01.contoso.com", incomparable},
		{"kms01.contoso.com", "192.0.2.10", incomparable},
		{"192", "192.0.2.10", incomparable},
		{"2001:db8::10", "2001:DB8:0:0:0:0:0:10", equal},
		{"[2001:db8::10]", "2001:db8::10", equal},
		{"2001:db8::10", "2001:db8::11", different},
		{"fe80::1%12", "fe80::1", equal},
		{"[fe80::1%eth0]", "fe80::1%3", equal},
		{"::ffff:192.0.2.10", "192.0.2.10", equal},
		{"[::ffff:c000:20a]", "192.0.2.10", equal},
		{"[2001:db8::10]", "kms01.contoso.com", incomparable},
		{"k\u00f8ms.contoso.com", "xn--kms-0na.contoso.com", equal},
		{"K\u00d8MS.contoso.com", "k\u00f8ms.contoso.com", equal},
		{"k\u00f8ms", "xn--kms-0na.contoso.com", shortEqual},
		{"", "", different},
		{"", "kms01", different},
		{"kms01", ".", different},
	}
	for _, x := range tests {
		if got := like(x.a, x.b); got != x.want {
			t.Errorf("like(%q, %q) = %d, want %d", x.a, x.b, got, x.want)
		}
		if got := like(x.b, x.a); got != x.want {
			t.Errorf("like(%q, %q) = %d, want %d", x.b, x.a, got, x.want)
		}
	}
}

func TestHostPort(t *testing.T) {
	tests := []struct {
		host string
		port int
		want string
	}{
		{"kms01.contoso.com", 1688, "kms01.contoso.com:1688"},
		{"kms01.contoso.com.", 1688, "kms01.contoso.com:1688"},
		{"kms01.contoso.com", 0, "kms01.contoso.com"},
		{"2001:db8::10", 1688, "[2001:db8::10]:1688"},
		{"[2001:db8::10]", 1688, "[2001:db8::10]:1688"},
		{"2001:db8::10", 0, "[2001:db8::10]"},
		{"192.0.2.10", 1699, "192.0.2.10:1699"},
	}
	for _, x := range tests {
		if got := HostPort(x.host, x.port); got != x.want {
			t.Errorf("HostPort(%q, %d) = %q, want %q", x.host, x.port, got, x.want)
		}
	}
}
