/** What separates the cells of a CSV file where spreadsheets are set to one country. */

/** Countries that write numbers with a comma separate cells by a semicolon. */
export function delimiterOf(locale: string): ',' | ';' {
  return new Intl.NumberFormat(locale).format(1.5).includes(',') ? ';' : ',';
}
