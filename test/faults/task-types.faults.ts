import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'uvu'
import { UnreachableError } from '../../src/errors.ts'
import type { Host } from '../../src/remote/host.ts'
import {
  bootScript,
  callsOf,
  carryOut,
  check,
  holdShown,
  itemOf,
  layOut,
  withProject,
} from '../task-coverage/hold-row.ts'
import { type LocalKind, type LocalRoot, openLayers } from '../task-coverage/local-root.ts'
import { type CoverageRow, LOCAL } from '../task-coverage/row.ts'
import { isHeldOn, ROWS } from '../task-coverage/rows.ts'
import { fault } from './fault.ts'

// Each row of the task types is interrupted, and one more run must complete what it describes.

const ITEM = itemOf(1)
const layers = openLayers()
test.after(layers.remove)

for (const row of ROWS.filter(({ expects, isAction }) => expects !== 'in-sync' && !isAction))
  for (const kind of LOCAL.filter(each => isHeldOn(row, each))) {
    const title = `${row.type}: ${row.title}, on ${kind}`
    fault(`a request of the apply is lost: ${title}`, 1, () => cutAtEach(row, kind))
    fault(`the host loses power: ${title}`, 2, ({ random, took }) => killAtRandom(row, kind, random, took))
  }

test.run()

/** Loses the connection before and after each request of the apply; returns the number of requests. */
async function cutAtEach(row: CoverageRow, kind: LocalKind): Promise<string> {
  for (let nth = 0; ; nth += 1) {
    const isCut = {
      before: await cutAt(row, kind, nth, 'before'),
      after: await cutAt(row, kind, nth, 'after'),
    }
    if (!isCut.before && !isCut.after) return `${nth} requests`
  }
}

/** Whether the task made a request with this number. */
async function cutAt(row: CoverageRow, kind: LocalKind, nth: number, when: Moment): Promise<boolean> {
  const root = await layers.open(kind)
  try {
    await layOut(row, ITEM, root.host)
    const cut = cutHost(root.host, nth, when)
    await carryOutAll(row, root, cut.host).catch(error => {
      if (!cut.isCut()) throw error
    })
    await complete(row, root, `the connection was lost ${when} request ${nth + 1}`)
    return cut.isCut()
  } finally {
    await root.close()
  }
}

/**
 * Kills all processes of the host while the task runs, and starts the host with the files that it then has.
 */
async function killAtRandom(
  row: CoverageRow,
  kind: LocalKind,
  random: (below: number) => number,
  took: (milliseconds: number) => void,
): Promise<string> {
  const usual = await timeUndisturbed(row, kind)
  const root = await layers.open(kind)
  await layOut(row, ITEM, root.host)
  const after = random(Math.ceil(usual) + 1)
  let hasEnded = false
  const carrying = carryOutAll(row, root, root.host).then(
    () => {
      hasEnded = true
    },
    () => {},
  )
  await pause(after)
  const isLate = hasEnded
  await root.kill()
  await carrying
  const again = await layers.open(kind, root.changes)
  try {
    const started = performance.now()
    await again.host.run(bootScript(row))
    await complete(row, again, `the host lost power after ${after} of ${Math.round(usual)} ms`)
    took(performance.now() - started)
    return isLate ? 'was done' : 'was interrupted'
  } finally {
    await again.close()
  }
}

async function timeUndisturbed(row: CoverageRow, kind: LocalKind): Promise<number> {
  const root = await layers.open(kind)
  try {
    await layOut(row, ITEM, root.host)
    const started = performance.now()
    await carryOutAll(row, root, root.host)
    return performance.now() - started
  } finally {
    await root.close()
  }
}

/** Checks all tasks of a row over the host's session, and applies them through another `Host`. */
function carryOutAll(row: CoverageRow, root: LocalRoot, applying: Host): Promise<void> {
  return withProject(row, async project => {
    for (const call of await callsOf(row, ITEM))
      await carryOut(call, { host: root.host, project, row }, applying)
  })
}

/** Runs the row once more, and asserts that nothing is left to do and that its state is reached. */
async function complete(row: CoverageRow, root: LocalRoot, when: string): Promise<void> {
  try {
    await withProject(row, async project => {
      const place = { host: root.host, project, row }
      const calls = await callsOf(row, ITEM)
      for (const call of calls) await carryOut(call, place)
      for (const call of calls) {
        const { result } = await check(call, place)
        if (result.kind === 'plan') throw new Error(`it still differs: ${JSON.stringify(result.changes)}`)
      }
    })
    await holdShown(row, ITEM, root.host)
  } catch (error) {
    if (error instanceof Error) error.message = `${when}: ${error.message}`
    throw error
  }
}

type Moment = 'before' | 'after'

/** A host whose connection is lost before or after the N-th request. */
function cutHost(
  host: Host,
  nth: number,
  when: Moment,
): { readonly host: Host; readonly isCut: () => boolean } {
  let requests = 0
  let isCut = false
  const lost = (): never => {
    isCut = true
    throw new UnreachableError('the connection was lost')
  }
  const pass = async <T>(request: () => Promise<T>): Promise<T> => {
    const own = requests
    requests += 1
    if (own > nth || (own === nth && when === 'before')) lost()
    const answer = await request()
    return own === nth ? lost() : answer
  }
  return {
    isCut: () => isCut,
    host: {
      name: host.name,
      ask: probe => pass(() => host.ask(probe)),
      run: (script, options) => pass(() => host.run(script, options)),
      write: file => pass(() => host.write(file)),
    },
  }
}
