/** Returns the output of `mysql --xml` for several results, each with its rows by column. */
export function mysqlXml(
  ...results: readonly (readonly Readonly<Record<string, string | null>>[])[]
): string {
  const field = ([name, value]: [string, string | null]) =>
    value === null
      ? `\t<field name="${name}" xsi:nil="true" />\n`
      : `\t<field name="${name}">${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</field>\n`
  const rowOf = (row: Readonly<Record<string, string | null>>) =>
    `  <row>\n${Object.entries(row).map(field).join('')}  </row>\n`
  return results
    .map(
      rows =>
        `<?xml version="1.0"?>\n\n<resultset statement="select" xmlns:xsi="…">\n${rows.map(rowOf).join('')}</resultset>\n`,
    )
    .join('')
}
