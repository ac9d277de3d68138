package cli

import "coulisse/models"

// demoLetter is the smallest file that is a letter.
const demoLetter = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n" +
	"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"

// planLetter plans a signed letter that waits for the support desk.
func (d *demo) planLetter() {
	d.plan(d.day(1, 10, 20), 0, "office", func() error {
		a := d.as(demoDirectorGeneral)
		_, err := d.store.SubmitLetter(d.ctx, a, models.NewLetter{Email: a.Email, Name: "Overdragelse, underskrevet.pdf", Content: []byte(demoLetter),
			Reason: "The ownership is to lie with the managing director from the new season on."})
		return err
	})
}
