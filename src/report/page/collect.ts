import { escapeControl, escapeControlInLine } from '../../base/escape-control.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import { showDiff, summarise } from '../diff.ts'
import { makeStyle } from '../style.ts'
import type { ReportedEvent } from './event-schemas.ts'
import { Interned } from './interned.ts'
import type { Detail, PageData, PageTask, ShownChange } from './page-data.ts'

type Event<Type extends ReportedEvent['type']> = Extract<ReportedEvent, { type: Type }>
type Result = Event<'task.result'>
type Change = Result['changes'][number]

/** A task whose results are still being added. */
interface Column extends Omit<PageTask, 'source' | 'cells'> {
  begin: number
  end: number
  readonly cells: number[]
}

/** What the report shows from the events of a run. The journal's first line, which no event has, is added later. */
export type Collected = Pick<PageData, 'hosts' | 'plays' | 'tasks' | 'details' | 'changes' | 'warnings'> & {
  readonly start: Event<'run.start'> | undefined
  readonly end: Event<'run.end'> | undefined
  /** The time from the first event to the last. */
  readonly milliseconds: number
}

/** Collects the events of a run for its report. Equal results, changes and strings are stored once. */
export class ReportCollector {
  readonly #hosts = new Interned<string>()
  readonly #details = new Interned<Detail>()
  readonly #changes = new Interned<ShownChange>()
  readonly #plays: PageData['plays'][number][] = []
  /** The tasks by play, by place, and by how often the host had already run the task at this place in this play. */
  readonly #columns = new Map<string, Column>()
  readonly #visits = new Map<string, number>()
  readonly #handlers = new Set<string>()
  /** The lines of tasks by place, as the place is shown. */
  readonly #sources = new Map<string, NonNullable<PageTask['source']>>()
  readonly #warnings: PageData['warnings'][number][] = []
  /** The results of loop items by host and place, until the result of their loop arrives. */
  readonly #items = new Map<string, Detail[]>()
  #start: Event<'run.start'> | undefined
  #end: Event<'run.end'> | undefined
  #began = 0
  #last = 0

  take(event: ReportedEvent): void {
    switch (event.type) {
      case 'run.start':
        this.#start = event
        this.#began = Date.parse(event.time) || 0
        break
      case 'play.start':
        this.#plays.push({ name: escapeControlInLine(event.play), place: escapeControlInLine(event.place) })
        for (const host of event.hosts) this.#hostNumber(host)
        break
      case 'task.start':
        if (event.isHandler) this.#handlers.add(event.task)
        break
      case 'task.source':
        this.#sources.set(escapeControlInLine(event.task), {
          line: event.line,
          lines: event.lines.map(escapeControl),
        })
        break
      case 'task.result':
        this.#settle(event)
        break
      case 'warning':
        this.#warnings.push(shownWarning(event))
        break
      case 'run.end':
        this.#end = event
    }
  }

  collected(): Collected {
    return {
      hosts: this.#hosts.all,
      plays: this.#plays,
      tasks: [...this.#columns.values()].map(column => {
        const source = this.#sources.get(column.place)
        return { ...column, ...(source === undefined ? {} : { source }) }
      }),
      details: this.#details.all,
      changes: this.#changes.all,
      warnings: this.#warnings,
      start: this.#start,
      end: this.#end,
      milliseconds: this.#end?.milliseconds ?? this.#last,
    }
  }

  #settle(result: Result): void {
    const { host, task, item } = result
    const visitor = `${host} ${task}`
    const own = this.#detailOf(result)
    if (item !== undefined) {
      this.#items.set(visitor, [...(this.#items.get(visitor) ?? []), own])
      return
    }
    const items = this.#items.get(visitor)
    this.#items.delete(visitor)
    const detail = items === undefined ? own : { ...own, items }
    const column = this.#columnOf(result)
    const end = Math.max(0, Date.parse(result.time) - this.#began || 0)
    column.begin = Math.min(column.begin, Math.max(0, end - result.milliseconds))
    column.end = Math.max(column.end, end)
    this.#last = Math.max(this.#last, end)
    const number = this.#details.add(JSON.stringify(detail), () => detail)
    column.cells.push(this.#hostNumber(host), number, result.milliseconds)
  }

  #columnOf({ host, task, name, taskType }: Result): Column {
    const play = Math.max(0, this.#plays.length - 1)
    const visitor = `${play} ${host} ${task}`
    const visit = this.#visits.get(visitor) ?? 0
    this.#visits.set(visitor, visit + 1)
    const key = `${play} ${visit} ${task}`
    const known = this.#columns.get(key)
    if (known) return known
    const column: Column = {
      ...{ play, name: escapeControlInLine(name), place: escapeControlInLine(task) },
      ...{ type: escapeControlInLine(taskType), begin: Number.MAX_SAFE_INTEGER, end: 0, cells: [] },
      ...(this.#handlers.has(task) ? { isHandler: true } : {}),
    }
    this.#columns.set(key, column)
    return column
  }

  #hostNumber(host: string): number {
    return this.#hosts.add(host, () => escapeControlInLine(host))
  }

  #detailOf(result: Result): Detail {
    const { status, isPredicted, isUnclear, item, message, hint, delegatedTo, outputs } = result
    const changes = result.changes.map(change => this.#changeNumber(change, result.isDiffShown !== false))
    const more = omitUndefined({
      isPredicted,
      isUnclear,
      isIgnored: result.isIgnored ? (true as const) : undefined,
      isRescued: result.isRescued ? (true as const) : undefined,
      item: item === undefined ? undefined : escapeControlInLine(item),
      message: shownText(message),
      hint: shownText(hint),
      delegatedTo: delegatedTo === undefined ? undefined : escapeControlInLine(delegatedTo),
      rc: typeof outputs.rc === 'number' ? outputs.rc : undefined,
      stdout: shownText(outputs.stdout),
      stderr: shownText(outputs.stderr),
      changes: changes.length > 0 ? changes : undefined,
    })
    return { status, ...more }
  }

  #changeNumber({ resource, action, ...values }: Change, isDiffShown: boolean): number {
    const change = { resource, action, ...omitUndefined(values) }
    return this.#changes.add(JSON.stringify([change, isDiffShown]), () => ({
      resource: escapeControlInLine(resource),
      action: escapeControlInLine(action),
      summary: summarise(change),
      diff: isDiffShown ? differences(change) : [],
    }))
  }
}

const PLAIN = makeStyle(false)

/** Returns the lines of a diff without those that name the resource, since the heading already does. */
function differences(change: Parameters<typeof showDiff>[0]): string[] {
  const [, ...lines] = showDiff(change, PLAIN)
  const hasNames = change.text !== undefined && lines[0]?.startsWith('--- ') === true
  return hasNames ? lines.slice(2) : lines
}

function shownWarning({ message, host }: Event<'warning'>): PageData['warnings'][number] {
  const shown = escapeControl(message)
  return host === undefined ? { message: shown } : { message: shown, host: escapeControlInLine(host) }
}

function shownText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? escapeControl(value) : undefined
}
