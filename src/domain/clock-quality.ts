/**
 * Whether the wall clock could be trusted when a record was made. Boards without a battery-backed clock
 * start in the past after a power cut; records made then are kept, marked, and never reordered.
 */
export type ClockQuality = "synced" | "unsynced";
