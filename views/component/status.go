package component

// Statuses are the nine states of a person in the list, in the order of its tabs (access.md).
func Statuses() []string {
	return []string{"active", "prepared", "invited", "expired", "declined", "failed", "scheduled", "ended", "inactive"}
}

// switchFields are what a click on the status dot posts.
func switchFields(status, next string) map[string]string {
	fields := map[string]string{"active": "false"}
	if status == "inactive" {
		fields["active"] = "true"
	}
	if next != "" {
		fields["next"] = next
	}
	return fields
}
