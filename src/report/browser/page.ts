import { showChanges } from './changes.ts'
import { button, element } from './dom.ts'
import { showFailures } from './failures.ts'
import { showHeader } from './header.ts'
import { onKeys } from './keys.ts'
import { loadData } from './load.ts'
import { showMatrix } from './matrix.ts'
import { showOptions } from './options.ts'
import { showPanel } from './panel.ts'
import { type Outcome, Report } from './report.ts'
import { Search } from './search.ts'
import { themeButton } from './theme.ts'
import { showTimeline } from './timeline.ts'
import { hashOf, readView, type Selection, type View } from './view.ts'

const SECTIONS = {
  failures: 'Failures',
  matrix: 'Matrix',
  changes: 'Changes',
  timeline: 'Timeline',
  options: 'Options',
}

void start(document.getElementById('report') ?? document.body)

async function start(root: HTMLElement): Promise<void> {
  try {
    const report = new Report(await loadData())
    openPage(root, report)
  } catch (error) {
    root.append(element('p', { class: 'bad' }, `This browser cannot show the report: ${error}`))
  }
  document.documentElement.dataset.ready = 'true'
}

function openPage(root: HTMLElement, report: Report): void {
  const search = new Search(report)
  let view = readView(location.hash, report)
  const top = element('div', {})
  const body = element('div', {})
  const side = element('div', {})
  const input = element('input', {
    ...{ type: 'search', placeholder: 'Filter by host, task, resource or text', title: '/' },
    'aria-label': 'Filter',
  })
  const found = element('span', { class: 'dim', role: 'status' })

  const show = (next: View): void => {
    const isFiltered = next.query !== view.query || next.outcomes !== view.outcomes
    view = next
    history.replaceState(null, '', hashOf(view, report))
    if (isFiltered) draw()
    drawPanel()
  }
  const select = (selection: Selection | undefined): void => show({ ...view, selection })
  const choose = (outcome: Outcome): void => {
    const outcomes = new Set(view.outcomes)
    if (!outcomes.delete(outcome)) outcomes.add(outcome)
    show({ ...view, outcomes })
  }
  const draw = (): void => {
    const shown = search.matches(view)
    const cells = report.cells.filter((_, at) => shown[at])
    found.textContent =
      cells.length === report.cells.length ? '' : `${cells.length} of ${report.cells.length} results`
    top.replaceChildren(showHeader(report, view.outcomes, choose))
    body.replaceChildren(
      showFailures(report, cells, select),
      showMatrix(report, shown, select),
      showChanges(report, cells, select),
      showTimeline(report, cells, select),
      showOptions(report),
    )
  }
  const drawPanel = (): void => {
    const { selection } = view
    side.replaceChildren(...(selection ? [showPanel(report, selection, () => select(undefined))] : []))
    side.querySelector<HTMLElement>('.panel')?.focus()
  }

  input.value = view.query
  input.addEventListener('input', () => show({ ...view, query: input.value }))
  window.addEventListener('hashchange', () => {
    view = readView(location.hash, report)
    input.value = view.query
    draw()
    drawPanel()
  })
  const theme = themeButton()
  const jumps = Object.entries(SECTIONS).map(([id, title], at) =>
    button(title, { title: String(at + 1) }, () => document.getElementById(id)?.scrollIntoView()),
  )
  root.append(
    top,
    element('nav', { class: 'bar', 'aria-label': 'Sections' }, input, found, ...jumps, theme),
    body,
    side,
  )
  onKeys({ input, jumps, theme, close: () => select(undefined) })
  draw()
  drawPanel()
}
