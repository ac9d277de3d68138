package component

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
