import { setTimeout as delay } from 'node:timers/promises'
import * as assert from 'uvu/assert'
import { countsOf, type Outcome } from '../e2e/drover.ts'
import { historySince, recklessStops } from './etcd-history.ts'
import {
  changedPairs,
  clientOf,
  endpointOf,
  NODES,
  restoreCluster,
  site,
  troubles,
  unknownPairs,
  writeInventory,
} from './etcd-lab.ts'
import { missing, startWriter } from './etcd-writer.ts'

/** A state of a cluster, and the expected result of running the site in it. */
export interface State {
  readonly title: string
  /** The hosts in the inventory; the first three by default. */
  readonly hosts?: readonly string[]
  /** Additional command-line arguments. */
  readonly words?: readonly string[]
  /** Brings a healthy cluster of three members into the state. */
  readonly prepare?: () => void | Promise<void>
  /** Part of the error if the run is refused; absent if it converges. */
  readonly refuses?: RegExp
  /** Expected messages about hosts that are not simply members. */
  readonly says?: readonly RegExp[]
  /** The exit code of the run; by default 0, or 2 if it is refused. */
  readonly status?: number
  /** The members that serve throughout, to which a client keeps writing; absent if none can. */
  readonly writesTo?: readonly string[]
  /** Checks after the run. */
  readonly after?: (run: Outcome) => void | Promise<void>
  /** True if the run fails halfway, so that the dry run cannot predict all changes. */
  readonly differs?: boolean
  /** True if a second run must be skipped. */
  readonly isOnce?: boolean
}

const DECISION = 'Decide what each host is to the cluster'

/** Hosts beyond the first three that an earlier state has changed. */
const dirty = new Set<string>()

/**
 * Brings the cluster into the state and runs the site in it. Asserts that a dry run predicts the run, that
 * the run converges or is refused, that a second run changes nothing, that no acknowledged write is lost, and
 * that no member is stopped that the cluster needs.
 */
export async function runState(state: State): Promise<string> {
  const { hosts = NODES, words = [], writesTo = [] } = state
  await restoreCluster(dirty)
  dirty.clear()
  for (const host of hosts) if (!NODES.some(each => each === host)) dirty.add(host)
  const client = clientOf()
  await state.prepare?.()
  writeInventory(hosts)
  const since = Date.now()
  const writer = writesTo.length > 0 ? startWriter(writesTo.map(endpointOf), client) : undefined
  // Runs block the event loop of this process, so the writer must receive its first message before.
  if (writer) await delay(500)
  try {
    const dry = site('--check', ...words)
    const run = site(...words)
    const wanted = state.status ?? (state.refuses ? 2 : 0)
    assert.is(run.status, wanted, `the run: ${troubles(run)}`)
    assert.is(dry.status, wanted, `the dry run: ${troubles(dry)}`)
    assert.is(decisionOf(dry), decisionOf(run))
    for (const pattern of state.says ?? []) assert.match(decisionOf(run), pattern)
    if (state.refuses) {
      assert.match(troubles(run), state.refuses)
      assert.match(troubles(dry), state.refuses)
      assert.equal(changedPairs(run), [])
    } else if (!state.differs) {
      const unknown = unknownPairs(dry)
      const [predicted, done] = [changedPairs(dry), changedPairs(run).filter(pair => !unknown.has(pair))]
      assert.equal(predicted, done, `predicted: ${predicted.join(', ')}; done: ${done.join(', ')}`)
    }
    await state.after?.(run)
    if (!state.isOnce) {
      const second = site(...words)
      assert.is(second.status, wanted, `the second run: ${troubles(second)}`)
      assert.equal(changedPairs(second), [], 'the second run')
    }
    const told = await written(writer, writesTo, client)
    const reached = hosts.filter(host => writesTo.includes(host))
    assert.equal(recklessStops(historySince(reached, since)), [])
    const { changed = 0 } = countsOf(run)
    return `${state.refuses ? 'refused' : `converged, ${changed} changed`}${told}`
  } finally {
    await writer?.stop()
  }
}

/** Without etcdctl's errors about unreachable members, which contain times. */
function decisionOf({ results }: Outcome): string {
  const found = results.find(({ name }) => name === DECISION)
  return `${found?.message ?? ''}\n${found?.hint ?? ''}`
    .split('\n')
    .filter(line => !/rpc error|deadline exceeded/.test(line))
    .join('\n')
}

async function written(
  writer: ReturnType<typeof startWriter> | undefined,
  nodes: readonly string[],
  before: Parameters<typeof missing>[1],
): Promise<string> {
  if (!writer) return ''
  const done = await writer.stop()
  assert.ok(done.acknowledged.length > 0, 'nothing was written')
  const lost = new Set<string>()
  for (const node of nodes) for (const key of await missing(endpointOf(node), before, done)) lost.add(key)
  assert.equal([...lost], [])
  return `, ${done.acknowledged.length} writes, ${(done.longestGap / 1000).toFixed(1)} s without one at most`
}
