package boundary

import (
	"fmt"
	"runtime"

	seccomp "github.com/elastic/go-seccomp-bpf"
	"github.com/landlock-lsm/go-landlock/landlock"
	kernel "github.com/landlock-lsm/go-landlock/landlock/syscall"
)

// Network gives up, for good and on all threads, to open sockets, to start programs and to look into others. It fails where the
// kernel has no filter of system calls, or something around the process does not allow one; then nothing is given up.
func Network() error {
	runtime.LockOSThread() // what allows the filter is set for one thread
	defer runtime.UnlockOSThread()
	err := seccomp.LoadFilter(seccomp.Filter{NoNewPrivs: true, Flag: seccomp.FilterFlagTSync, Policy: seccomp.Policy{
		DefaultAction: seccomp.ActionAllow,
		Syscalls:      []seccomp.SyscallGroup{{Action: seccomp.ActionErrno, Names: refused}},
	}})
	if err != nil {
		return fmt.Errorf("seccomp: %w", err)
	}
	return nil
}

// refused are the system calls of which the others need one first: a connection needs a socket. io_uring would do the same
// without them.
var refused = []string{"socket", "socketpair", "execve", "execveat", "ptrace", "process_vm_readv", "process_vm_writev", "io_uring_setup"}

// What may be done to files that are written, and what is refused everywhere else.
const (
	writing = kernel.AccessFSWriteFile | kernel.AccessFSTruncate | kernel.AccessFSMakeReg | kernel.AccessFSRemoveFile
	changes = writing | kernel.AccessFSRemoveDir | kernel.AccessFSMakeDir | kernel.AccessFSMakeChar | kernel.AccessFSMakeBlock |
		kernel.AccessFSMakeSock | kernel.AccessFSMakeFifo | kernel.AccessFSMakeSym | kernel.AccessFSRefer
)

// Files gives up, for good and on all threads, to write, make or remove files but in these folders and below; those that do
// not exist are left out. Files that are open stay writable. It fails where the kernel has no Landlock, or something around
// the process does not allow it; then nothing is given up. A kernel that knows less of it refuses less.
func Files(folders []string) error {
	if v, err := kernel.LandlockGetABIVersion(); err != nil || v < 1 {
		return fmt.Errorf("landlock: the kernel has none, or it is off")
	}
	c := landlock.Config{HandledAccessFS: changes}.BestEffort()
	if err := c.RestrictPaths(landlock.PathAccess(writing, folders...).IgnoreIfMissing()); err != nil {
		return fmt.Errorf("landlock: %w", err)
	}
	return nil
}
