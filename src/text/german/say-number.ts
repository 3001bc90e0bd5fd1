/** A number as English writes it, `12,430.5`, as German does: `12.430,5`. What stands behind the digits is left alone. */
export function germanNumber(english: string): string {
  return english.replace(/^-?[\d,]+(?:\.\d+)?/, (digits) =>
    digits.replace(/[.,]/g, (sign) => (sign === "." ? "," : ".")),
  );
}
