package models

import "coulisse/models/text"

// threadLength is how much of a conversation a mail refers to: mail programs need the first and the last.
const threadLength = 20

// thread is what the recipient of a mail about a request has of it already: what was mailed to them, and
// what they answered by mail (RFC 5322, 3.6.4). Ids of rows begin with the time.
func (t *tx) thread(request string, m Mail) (ids []string, err error) {
	err = t.Raw(`SELECT message_id FROM (
			SELECT id, message_id FROM mails WHERE `+ofRequest+` AND recipient = ? AND id < ? AND state IN (?, ?)
			UNION ALL
			SELECT s.id, s.mail_id FROM support_messages s JOIN users u ON u.id = s.author_id
				WHERE s.request_id = ? AND s.mail_id <> '' AND s.id < ? AND u.email_key = ?
			ORDER BY id DESC LIMIT ?) ORDER BY id`,
		request, m.To, m.ID, mailSending, mailSent, request, m.ID, text.AddressKey(m.To), threadLength).Scan(&ids).Error
	return ids, err
}

// mailFiles tells whoever answered by mail that the files in it were not kept.
func (t *tx) mailFiles(r Request, side, organisation, user string, files []MailedFile) error {
	o, err := t.organisationOf(r)
	if err != nil {
		return err
	}
	var u User
	if err := t.Raw("SELECT * FROM users WHERE id = ?", user).Scan(&u).Error; err != nil {
		return err
	}
	tells := r.mailed()
	tells.Files, tells.Side = files, side
	data := MailData{Person: u.Name, Email: u.Email, Zone: o.TimeZone, Request: tells}
	locale := firstOf(u.Locale, "en")
	if side == ByMember {
		data.Organisation, locale = o.Name, firstOf(u.Locale, o.Locale)
	}
	return t.enqueue(Mail{OrganisationID: organisation, Kind: MailRequestFiles, To: u.Email, ToName: u.Name,
		Locale: locale, Data: data})
}
