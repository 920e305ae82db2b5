import { countTroubled, runEnding } from '../run-ending.ts'
import { button, element } from './dom.ts'
import { count, showDuration } from './names.ts'
import { OUTCOMES, type Outcome, type Report } from './report.ts'

/**
 * Returns the header of the page: what was run, how it ended, and the number of results with each outcome. A click on
 * a number shows only those results.
 */
export function showHeader(
  report: Report,
  chosen: ReadonlySet<Outcome>,
  choose: (outcome: Outcome) => void,
): HTMLElement {
  const { run, hosts, tasks } = report.data
  const facts = [
    run.kind,
    run.time.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'),
    showDuration(run.milliseconds),
    count(hosts.length, 'host'),
    count(tasks.length, 'task'),
    ...(run.who === undefined ? [] : [`by ${run.who}`]),
    `Drover ${run.version}`,
  ]
  const counts = new Map<Outcome, number>()
  for (const { outcome } of report.cells) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  const shown = OUTCOMES.filter(outcome => counts.has(outcome))
  return element(
    'header',
    { class: 'top' },
    element(
      'h1',
      {},
      run.playbooks.join(' ') || run.id,
      ' ',
      element('span', { class: `badge ${endClass(report)}` }, endOf(report)),
    ),
    element('p', { class: 'dim' }, facts.join(' · ')),
    ...(run.isCheckMode ? [element('p', { class: 'dry' }, 'Dry run: nothing was changed.')] : []),
    ...(run.shortenedTo === undefined
      ? []
      : [element('p', { class: 'dim' }, `Outputs are shortened to ${run.shortenedTo} characters each.`)]),
    element(
      'div',
      { class: 'counts', role: 'group', 'aria-label': 'Show only' },
      ...shown.map(outcome =>
        button(
          `${counts.get(outcome)} ${run.isCheckMode && outcome === 'changed' ? 'would change' : outcome}`,
          {
            class: `count o-${outcome}`,
            'aria-pressed': String(chosen.has(outcome)),
            'data-outcome': outcome,
          },
          () => choose(outcome),
        ),
      ),
    ),
  )
}

function endOf({ data }: Report): string {
  const { exitCode } = data.run
  return exitCode === undefined ? 'not complete' : runEnding(exitCode, countTroubled(data))
}

function endClass({ data: { run } }: Report): string {
  return run.exitCode === 0 ? 'o-ok' : 'o-failed'
}
