package config

// Warnings are settings that can be used and are hardly what somebody wants.
func (c *Config) Warnings() (list Faults) {
	if c.Secure() && len(c.TrustedProxies) == 0 {
		list = append(list, Fault{Key: "trusted_proxies", Text: "is empty, although base_url begins with https:// and Coulisse itself speaks plain http: " +
			"whoever terminates TLS looks like everybody's own address, so that one person's wrong passwords lock the whole network; name the proxy's address"})
	}
	return list
}
