// Package catalogue holds the tables of the field: error codes, products and their keys, sections of the article,
// licensing services and commands. It is nothing but data with its look-ups, and decides nothing.
//
// The tables are arrays of constants in the order of their keys: they cost nothing at start and are searched by halves.
package catalogue
