/**
 * Returns volume groups, logical and physical volumes from the output of `vgs`, `lvs` and `pvs`, which is below lines
 * such as `=vgs`; `N/A` if the host has no LVM, or its user may not see it. Sizes are strings, in GiB. Source:
 * ansible-core, `get_lvm_facts`.
 */
export function parseVolumes(lines: readonly string[]): unknown {
  if (lines.length === 0) return 'N/A'
  const reports = new Map<string, string[][]>()
  let rows: string[][] = []
  for (const line of lines) {
    if (line.startsWith('=')) {
      rows = []
      reports.set(line.slice(1), rows)
    } else rows.push(line.trim().split(','))
  }
  const named = (report: string, fieldsOf: (row: readonly string[]) => object): Record<string, object> =>
    Object.fromEntries((reports.get(report) ?? []).map(row => [row[0] ?? '', fieldsOf(row)]))
  return {
    vgs: named('vgs', ([, size_g, free_g, num_lvs, num_pvs]) => ({ size_g, free_g, num_lvs, num_pvs })),
    lvs: named('lvs', ([, size_g, vg]) => ({ size_g, vg })),
    pvs: named('pvs', ([, size_g, free_g, vg]) => ({ size_g, free_g, vg })),
  }
}
