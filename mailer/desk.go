package mailer

// passwordResetSupport tells whom the desk helps who asked for the link, and why.
func passwordResetSupport(d *draft) string {
	d.Paragraphs = append(d.Paragraphs, d.t("password_reset_support.why"))
	return passwordReset(d)
}

// opening is for who is to own a new organisation (MP2).
func opening(d *draft) string {
	d.Lasts = d.t(string(d.mail.Kind) + ".lasts")
	return "/openings/" + d.mail.Token
}

// supportView tells the owner that the desk looks, and leads to the consent.
func supportView(d *draft) string {
	d.Paragraphs = append(d.Paragraphs, d.t("support_view.why"))
	return d.here("/account")
}
