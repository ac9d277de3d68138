package mailer

import (
	"crypto/hmac"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/textproto"
	"slices"
	"strings"
)

// signIn uses the account by one of the ways that the server offers. The library's own way takes a
// single wording of LOGIN's questions, and cannot do without sending the name on the line of AUTH,
// which some servers refuse. What a server asks in LOGIN is not read: the first question is for the
// name, the second for the password.
func (c *conversation) signIn(text *textproto.Conn, username, password string) error {
	c.stage = "AUTH"
	plain := "\x00" + username + "\x00" + password
	ways := []struct {
		mechanism, inline string
		answers           func(asked int, question string) string
	}{
		{"PLAIN", plain, nil},
		{"PLAIN", "", func(int, string) string { return plain }},
		{"LOGIN", "", func(asked int, _ string) string { return []string{username, password}[asked] }},
		{"CRAM-MD5", "", func(_ int, question string) string { return username + " " + cramMD5(password, question) }},
	}
	err := error(&Failure{Reason: NoAuth})
	for _, way := range ways {
		if !slices.Contains(c.mechanisms(), way.mechanism) {
			continue
		}
		if err = authenticate(text, way.mechanism, way.inline, way.answers); !otherWay(err) {
			break
		}
	}
	return errors.Join(err, silent(text))
}

// mechanisms are the ways to sign in that the server offers; some write AUTH=LOGIN.
func (c *conversation) mechanisms() (list []string) {
	for _, offer := range c.offers {
		if words := strings.Fields(strings.ToUpper(strings.Replace(offer, "=", " ", 1))); len(words) > 1 && words[0] == "AUTH" {
			list = append(list, words[1:]...)
		}
	}
	return list
}

// otherWay tells whether the server did not refuse the account, but how it was named.
func otherWay(err error) bool {
	var refused *textproto.Error
	return errors.As(err, &refused) && slices.Contains([]int{500, 501, 502, 503, 504}, refused.Code)
}

// mostQuestions is how many a mechanism of ours has.
const mostQuestions = 2

// authenticate leads one dialogue of AUTH (RFC 4954).
func authenticate(text *textproto.Conn, mechanism, inline string, answer func(asked int, question string) string) error {
	encode := base64.StdEncoding.EncodeToString
	line := "AUTH " + mechanism
	if inline != "" {
		line += " " + encode([]byte(inline))
	}
	code, said, err := ask(text, 0, line)
	for asked := 0; err == nil && code == 334 && answer != nil && asked < mostQuestions; asked++ {
		question, _ := base64.StdEncoding.DecodeString(strings.TrimSpace(said))
		code, said, err = ask(text, 0, encode([]byte(answer(asked, string(question)))))
	}
	switch {
	case err != nil:
		return err
	case code == 334:
		_, _, err := ask(text, 0, "*") // ends the dialogue
		return errors.Join(&Failure{Reason: NoAuth}, err)
	case code != 235:
		return &textproto.Error{Code: code, Msg: said}
	}
	return nil
}

// cramMD5 is the answer to a question of CRAM-MD5 (RFC 2195), for old servers that offer nothing else.
func cramMD5(password, question string) string {
	sum := hmac.New(md5.New, []byte(password))
	sum.Write([]byte(question))
	return hex.EncodeToString(sum.Sum(nil))
}
