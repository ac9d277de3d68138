// Package text owns how text is compared: what is left of it when the invisible is taken away, when
// two names or two e-mail addresses are the same, in which order names stand in a list, and under
// which words something is found. It keeps nothing and knows no table.
package text
