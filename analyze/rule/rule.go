// Package rule holds the branches of the decision tree, one section a file.
package rule

import "kmstriage/analyze"

// All lists every rule. To add one, write its value and add its line here.
var All = []analyze.Rule{}
