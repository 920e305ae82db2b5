import { element, longList } from './dom.ts'
import type { Report } from './report.ts'

/** Returns the section with the options of the run, and its warnings. */
export function showOptions({ data: { run, warnings, plays } }: Report): HTMLElement {
  const rows: (readonly [string, string])[] = [
    ['run', run.id],
    ['playbooks', run.playbooks.join(' ')],
    ['plays', plays.map(({ name }) => name).join(', ')],
    ...(run.cwd === undefined ? [] : [['folder', run.cwd] as const]),
    ...(run.options ?? []).filter(([name]) => name !== 'playbooks'),
    ['version', run.version],
  ]
  return element(
    'section',
    { id: 'options', 'aria-label': 'Options' },
    element('h2', {}, 'Options'),
    element(
      'table',
      {},
      ...rows.map(([name, value]) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, name),
          element('td', {}, element('code', {}, value)),
        ),
      ),
    ),
    ...(run.options === undefined
      ? [element('p', { class: 'dim' }, 'The options of the command line were not kept.')]
      : []),
    ...(warnings.length === 0 ? [] : [element('h2', {}, `Warnings (${warnings.length})`)]),
    longList(warnings, ({ message, host }) =>
      element('p', { class: 'warning' }, host === undefined ? message : `${host}: ${message}`),
    ),
  )
}
