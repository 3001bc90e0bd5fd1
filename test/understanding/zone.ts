/** A zone in which it is now between this full hour and the next, and how far its clock is ahead of UTC. */
export function zoneAt(hour: number): { timeZone: string; offsetMs: number } {
  const offset = ((hour - new Date().getUTCHours() + 36) % 24) - 12;
  // The sign of these names is that of POSIX: west is positive.
  const timeZone = offset === 0 ? "Etc/GMT" : `Etc/GMT${offset > 0 ? "-" : "+"}${Math.abs(offset)}`;
  return { timeZone, offsetMs: offset * 3_600_000 };
}
