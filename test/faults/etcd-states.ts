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

/** A state of a cluster, and what must come of running the site in it. */
export interface State {
  readonly title: string
  /** The inventory; the first three hosts when absent. */
  readonly hosts?: readonly string[]
  /** Further words of the command line. */
  readonly words?: readonly string[]
  /** Brings a healthy cluster of three into the state. */
  readonly prepare?: () => void | Promise<void>
  /** Part of the refusal; absent where the run converges. */
  readonly refuses?: RegExp
  /** What the site says of hosts that are not just members. */
  readonly says?: readonly RegExp[]
  /** The exit code of the run; 0 or, of a refusal, 2. */
  readonly status?: number
  /** The members that serve all the while, through which a client goes on writing; absent where none can. */
  readonly writesTo?: readonly string[]
  /** What must hold afterwards. */
  readonly after?: (run: Outcome) => void | Promise<void>
  /** True where the run fails in its midst, so that the dry run cannot say all that it changes. */
  readonly differs?: boolean
  /** True where a second run is not to be tried. */
  readonly isOnce?: boolean
}

const DECISION = 'Decide what each host is to the cluster'

/** Hosts beyond the first three that an earlier state made something of. */
const dirty = new Set<string>()

/**
 * Brings the cluster into the state and runs the site in it: a dry run says what the run does, the run converges or refuses, a
 * second one changes nothing, no acknowledged write is lost, and no member is stopped that the cluster cannot spare.
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
  // Runs are waited for without a turn of this process's own loop: the writer must have its first message.
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

/** Without the words of etcdctl for what it did not reach, which has the time in them, and is not the same twice. */
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
