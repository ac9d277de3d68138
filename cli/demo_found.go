package cli

import (
	"crypto/rand"
	"strings"
	"time"

	"coulisse/access"
	"coulisse/models"
)

const (
	demoOrganisation = "Nordlys Scene"
	demoZone         = "Europe/Copenhagen"
	demoOwner        = "Signe Overgaard"
	demoDomain       = "@nordlys.example"
	demoAddress      = "192.0.2.7" // of the theatre's network
)

// found makes the organisation and its owner.
func (d *demo) found() (err error) {
	if d.stranger, err = d.hasher.Hash(d.ctx, rand.Text()); err != nil {
		return err
	}
	hash, err := d.password(demoOwner)
	if err != nil {
		return err
	}
	u, err := d.store.Found(d.ctx, models.Founding{Organisation: demoOrganisation, TimeZone: demoZone, Locale: "en",
		Name: demoOwner, Email: address(demoOwner), PasswordHash: hash})
	if err != nil {
		return err
	}
	d.owner, err = d.signIn(u)
	return err
}

// password makes a printed password for those who have one, and returns the hash; for
// anybody else the hash of one that nobody knows.
func (d *demo) password(name string) (hash string, err error) {
	for _, key := range demoKeys {
		if key.name == name {
			word := strings.ToLower(rand.Text())
			d.passwords[name] = word[:4] + "-" + word[4:8] + "-" + word[8:12] + "-" + word[12:16]
			return d.hasher.Hash(d.ctx, d.passwords[name])
		}
	}
	return d.stranger, nil
}

// signIn signs a user in and out of a browser, and returns them as an actor.
func (d *demo) signIn(u *models.User) (access.Actor, error) {
	organisation, err := d.store.SignedIn(d.ctx, u, "")
	if err != nil {
		return access.Actor{}, err
	}
	token, err := d.store.StartSession(d.ctx, models.Session{UserID: u.ID, OrganisationID: organisation, Proof: u.PasswordHash, Address: demoAddress}, "")
	if err != nil {
		return access.Actor{}, err
	}
	v, err := d.store.Viewer(d.ctx, models.HashToken(token), models.Limits{Idle: time.Hour, Absolute: time.Hour})
	if err != nil {
		return access.Actor{}, err
	}
	d.actors[u.Name] = v.Actor
	return v.Actor, d.store.EndSession(d.ctx, models.HashToken(token))
}

// as is a colleague who does something; the owner does it as long as they are not there.
func (d *demo) as(name string) access.Actor {
	if a, ok := d.actors[name]; ok {
		return a
	}
	return d.owner
}

func (d *demo) addRoles() error {
	for _, r := range demoRoles {
		d.until(d.now.Add(7 * time.Minute))
		id, err := d.store.CreateRole(d.ctx, d.owner, models.RoleDetails{Name: r.Name, Purpose: r.For, Levels: r.Levels, Chosen: r.Chosen})
		if err != nil {
			return err
		}
		d.roles[r.Name] = id
	}
	return nil
}

var plainLetters = strings.NewReplacer("æ", "ae", "ø", "oe", "å", "aa", "é", "e", "è", "e", "ç", "c", "ë", "e", "ï", "i", "ô", "o", "’", "", " ", ".")

// address is a person's e-mail address at the organisation: first and last name.
func address(name string) string {
	if name == demoSupport {
		return mailName(name) + "@support.example"
	}
	return mailName(name) + demoDomain
}

// mailName is what stands before the @.
func mailName(name string) string {
	words := strings.Fields(strings.ToLower(name))
	return plainLetters.Replace(words[0] + " " + words[len(words)-1])
}
