package fact

// The states and start types of a service. Empty is unknown.
const (
	ServiceRunning      = "running"
	ServiceStopped      = "stopped"
	ServicePending      = "pending" // starting, stopping, pausing or continuing
	ServicePaused       = "paused"
	ServiceNotInstalled = "not-installed"

	StartAuto     = "auto"
	StartManual   = "manual"
	StartDisabled = "disabled"
)

// Service is a licensing service of the computer, as the service controller or the registry tells it. Name is sppsvc or
// osppsvc. Exit is the code with which it ended, nil where none is told.
type Service struct {
	Name  string `json:"name"`
	State string `json:"state,omitempty"` // running, stopped, pending, paused, not-installed
	Start string `json:"start,omitempty"` // auto, manual, disabled
	Exit  *int   `json:"exit,omitempty"`
	From  Kind   `json:"from"`
	Lines Lines  `json:"lines,omitempty"` // by field name
}
