// Command kmstriage reads the support bundles of Office KMS activation problems and says, offline, what is wrong.
package main

func main() {}
