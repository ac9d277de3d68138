package handlers_test

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"coulisse/models"
	"coulisse/testkit"
)

// formsOf says for each form what an empty body is answered with, and a body that changes
// something; nil for a button that needs no fields.
var formsOf = map[string]struct {
	empty  int
	filled url.Values
}{
	"setup.create":         {410, nil},
	"login.create":         {422, url.Values{"email": {"mia@nordlys.example"}, "password": {testkit.Password}}},
	"logout":               {303, nil},
	"password.forgot":      {422, url.Values{"email": {"mia@nordlys.example"}}},
	"password.reset":       {422, twice("password", "password_again")},
	"invitation.accept":    {422, with(twice("password", "password_again"), "name", "Tess")},
	"invitation.decline":   {303, nil},
	"invitation.ask":       {303, nil},
	"profile.update":       {422, url.Values{"name": {"Renamed"}}},
	"profile.password":     {422, with(twice("password", "password_again"), "current", testkit.Password)},
	"profile.sessions.end": {422, url.Values{"others": {"on"}}},
	"organisation.switch":  {303, nil},
	"preferences":          {303, url.Values{"theme": {"dark"}}},
	"event.create":         {422, event},
	"event.update":         {422, event},
	"event.publish":        {303, nil},
	"event.cancel":         {303, nil},
	"event.close":          {303, nil},
	"event.copy":           {422, event},
	"event.type.create":    {422, ticketType},
	"event.type.update":    {422, ticketType},
	"event.type.remove":    {303, nil},
	"door.sell":            {422, url.Values{"payment": {"cash"}}},
	"door.till.open":       {422, url.Values{"name": {"Garderobe"}, "cash": {"500"}}},
	"door.till.close":      {422, url.Values{"counted": {"68"}}},
	"door.void":            {303, nil},
	"scan.create":          {422, url.Values{"code": {"ABCDE12345ABCDE12345"}, "device": {"Left door"}, "scan": {"1"}}},
	"scan.check_in":        {422, url.Values{"ticket": {"0190a0a0-0000-7000-8000-000000000000"}}},
	"scan.undo":            {422, url.Values{"ticket": {"0190a0a0-0000-7000-8000-000000000000"}, "undo_reason": {"left"}}},
	"finance.fees.update":  {422, url.Values{"lowest": {"2"}, "up_to.0": {"60"}, "kept.0": {"91"}}},
	"finance.prepare":      {303, nil},
	"finance.settle":       {409, url.Values{"version": {"1"}}},
	"customer.update":      {422, url.Values{"name": {"Mia Corrected"}, "email": {"mia@corrected.example"}, "phone": {"5550199"}, "locale": {"fr"}}},
	"customer.erase":       {422, url.Values{"confirm": {"somebody"}}},
	"order.resend":         {303, nil},
	"order.cancel":         {303, nil},
	"order.refund":         {303, nil},
	"import.create":        {422, url.Values{"event": {""}, "file": {"order,type\nA1,Stalls\n"}}},
	"import.confirm":       {303, url.Values{"mail": {"on"}}},
	"import.check":         {303, nil},
	"import.discard":       {303, nil},
	"report.schedule":      {422, url.Values{"rhythm": {"after"}}},
	"report.unschedule":    {303, nil},
	"user.new.step":        {200, url.Values{"step": {"events:+"}}},
	"user.create":          {422, url.Values{"email": {"new@nordlys.example"}, "name": {"Newcomer"}, "role": {"none"}}},
	"user.edit.step":       {200, url.Values{"step": {"events:+"}}},
	"user.update":          {409, url.Values{"title": {"Changed"}}},
	"user.bulk":            {422, url.Values{"do": {"off"}}},
	"user.bulk.do":         {422, url.Values{"do": {"off"}}},
	"user.status":          {422, url.Values{"active": {"false"}}},
	"user.remove":          {303, nil},
	"user.invitation":      {303, nil},
	"user.link":            {200, nil},
	"user.password_reset":  {303, nil},
	"role.new.step":        {200, url.Values{"step": {"events:+"}}},
	"role.create":          {422, url.Values{"name": {"Steward"}}},
	"role.edit.step":       {200, url.Values{"step": {"events:+"}}},
	"role.update":          {422, url.Values{"name": {"Renamed"}}},
	"role.members.update":  {422, url.Values{"member": {"0190a0a0-0000-7000-8000-000000000000:1"}}},
	"role.remove":          {303, nil},
	"account.token.create": {422, url.Values{"name": {"Web shop"}, "scope": {"all"}, "valid_until": {"2026-12-31"}}},
	"account.token.revoke": {303, nil},
	"help.create":          {422, url.Values{"topic": {"question"}, "subject": {"Fees"}, "text": {"How are they worked out?"}}},
	"help.reply":           {422, url.Values{"text": {"Thank you."}}},
	"help.close":           {303, nil},
	"help.ticket.approve":  {303, nil},
	"help.ticket.refuse":   {422, url.Values{"text": {"The logo is too small."}}},
	"desk.request.reply":   {422, url.Values{"text": {"Have a look at Finance."}}},
	"desk.request.assign":  {303, url.Values{"to": {""}}},
	"desk.request.state":   {422, url.Values{"state": {"closed"}}},
	"desk.request.issue":   {422, url.Values{"type": {""}}},
	"api.order.create":     {401, nil},
	"account.support":      {422, url.Values{"view": {"false"}}},

	"desk.person.reset":      {422, url.Values{"reason": {"Locked out before the premiere"}}},
	"desk.person.unlock":     {303, nil},
	"desk.person.sessions":   {303, url.Values{"reason": {"A lost laptop"}}},
	"desk.person.invitation": {303, nil},
	"desk.person.view":       {422, url.Values{"reason": {"A page that looks odd"}}},
	"desk.view.end":          {303, nil},
	"desk.opening.create":    {422, url.Values{"organisation_name": {"Aurora"}, "time_zone": {"Europe/Oslo"}, "locale": {"da"}, "name": {"Ask Aurora"}, "email": {"ask@aurora.example"}}},
	"desk.opening.resend":    {303, nil},
	"desk.opening.withdraw":  {303, nil},
	"opening.accept":         {422, with(twice("password", "password_again"), "name", "Nora")},
	"opening.decline":        {303, nil},

	"contact.create":          {422, url.Values{"name": {"Newcomer"}, "email": {"newcomer@nordlys.example"}}},
	"contact.update":          {409, url.Values{"contact_role": {"technical"}}},
	"contact.access":          {422, url.Values{"role": {"none"}, "scope": {"all"}}},
	"contact.remove":          {303, nil},
	"contact.password_reset":  {303, nil},
	"profile.change":          {303, nil},
	"task.done":               {303, url.Values{"answer": {"It is written with a y now."}}},
	"ownership.offer":         {422, url.Values{"email": {"mia@nordlys.example"}, "password": {testkit.Password}}},
	"ownership.withdraw":      {303, nil},
	"ownership.accept":        {303, nil},
	"ownership.decline":       {303, nil},
	"ownership.take_back":     {422, url.Values{"password": {testkit.Password}}},
	"ownership.object":        {303, nil},
	"ownership.letter.create": {422, letter},
	"letter.create":           {422, letter},
	"letter.approve":          {303, nil},
	"letter.refuse":           {422, url.Values{"reason": {"The signature is missing."}}},
	"account.update":          {422, url.Values{"name": {"Nordlys Kultur II"}, "time_zone": {"Europe/Copenhagen"}, "locale": {"da"}, "invitation_days": {"9"}, "version": {"1"}}},
}

var event = url.Values{"name": {"Tartuffe"}, "venue": {"Store Sal"}, "begins": {"2026-12-01T20:00"}, "ends": {"2026-12-01T22:30"}}

var letter = url.Values{"email": {"bas@tredje.example"}, "reason": {"The owner has left us."}, "file": {string(testkit.LetterPDF())}}

var ticketType = url.Values{"name": {"Stalls"}, "price": {"24"}, "quota": {"60"}}

func twice(fields ...string) url.Values {
	v := url.Values{}
	for _, f := range fields {
		v.Set(f, "eleven copper herons")
	}
	return v
}

func with(v url.Values, field, value string) url.Values {
	v.Set(field, value)
	return v
}

func wantForm(c cell) int {
	form := formsOf[c.route.Name]
	if c.body == "empty" || form.filled == nil || form.empty == 200 {
		return form.empty
	}
	if c.route.Name == "user.bulk" || c.route.Name == "account.token.create" {
		return 200 // only asks; shows the token this once
	}
	return 303
}

// filled is the body that changes something, for this caller and row.
func (c cell) filled() url.Values {
	v := url.Values{}
	for field, values := range formsOf[c.route.Name].filled {
		v[field] = values
	}
	if c.row != nil && c.route.Name == c.row.form {
		for field, values := range c.row.fields {
			v[field] = values
		}
	}
	c.atGate(v)
	if c.route.Name == "import.create" {
		v["event"] = c.who.onSale
	}
	if c.route.Name == "customer.erase" {
		v.Set("confirm", c.row.known)
	}
	if c.route.Name == "ownership.letter.create" {
		v.Set("email", "bas@quaidix.example")
	}
	if c.row != nil && c.row.version > 0 && (strings.HasSuffix(c.route.Path, ":id") || strings.HasSuffix(c.route.Path, ":type")) {
		v.Set("version", strconv.Itoa(c.row.version))
	}
	if c.row != nil && c.row.state == string(models.Inactive) && c.route.Name == "user.status" {
		v.Set("active", "true")
	}
	if c.row != nil && c.row.holder != nil && c.route.Name == "role.members.update" {
		v.Set("member", c.row.holder.id+":"+strconv.Itoa(c.row.holder.version))
	}
	if strings.HasPrefix(c.route.Name, "user.bulk") {
		for _, r := range c.who.ticked {
			v.Add("person", r.id)
		}
	}
	if scope := c.who.actor.Grant.Scope; slices.Contains([]string{"user.create", "account.token.create", "contact.access"}, c.route.Name) && !scope.All {
		v["scope"], v["event"] = []string{"chosen"}, scope.Events
	}
	if c.route.Name == "user.create" && c.who.also.User != "" {
		v.Set("organisation", c.who.actor.Organisation)
	}
	return v
}
