/** Languages in which edgewise tells of incidents and days. Commands and replies are English. */
export const languages = ["en", "de"] as const;
export type Language = (typeof languages)[number];
