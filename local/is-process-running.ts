/** Whether a process with this number runs on this machine, also one of another user. */
export function isProcessRunning(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		// It runs, and belongs to another user.
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}
