import { assertDefined } from '../base/assert-defined.ts'
import { UnreachableError } from '../errors.ts'
import type { Answer } from '../shell/exchange.ts'
import type { Batch, Probe } from './probe.ts'
import { readAnswer } from './probe-failure.ts'

/** Sends the script of one probe; resolves with the response, whatever its status. */
export type SendProbe = (probe: Probe<unknown>) => Promise<Answer>

interface QueuedProbe {
  readonly probe: Probe<unknown>
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

/** The subjects of all waiting probes of one kind. */
interface Part {
  /** How probes of this kind are combined, from the first of them. */
  readonly batch: Batch<unknown>
  readonly about: readonly string[]
}

/** The most subjects in one request. */
const MAX_ABOUT = 256

/**
 * Collects the probes of one turn of the event loop, and sends those of one kind, or of kinds that can be combined,
 * in one request. If that request fails, each of its probes is sent alone.
 */
export class ProbeBatcher {
  readonly #send: SendProbe
  #waiting: QueuedProbe[] = []

  constructor(send: SendProbe) {
    this.#send = send
  }

  /**
   * Sends a probe and returns its answer. Throws TaskError if the host could not answer, UnreachableError if it is
   * gone.
   */
  ask<T>(probe: Probe<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.flush())
      this.#waiting.push({ probe, resolve: resolve as QueuedProbe['resolve'], reject })
    })
  }

  /** Sends all waiting probes now: a later request must not be answered before them. */
  flush(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const group of groupsOf(waiting)) {
      if (group.length > 1) void this.#askTogether(group)
      else for (const one of group) void this.#askAlone(one)
    }
  }

  async #askAlone({ probe, resolve, reject }: QueuedProbe): Promise<void> {
    try {
      resolve((await this.#answerTo(probe)) as never)
    } catch (error) {
      reject(error)
    }
  }

  async #askTogether(group: readonly QueuedProbe[]): Promise<void> {
    const parts = partsOf(group)
    let answers: readonly (readonly unknown[])[]
    try {
      answers = await this.#answersTo(parts)
    } catch (error) {
      for (const one of group) {
        if (error instanceof UnreachableError) one.reject(error)
        else void this.#askAlone(one)
      }
      return
    }
    const known = new Map(
      parts.map(({ batch, about }, nth) => [
        batch.kind,
        new Map(about.map((thing, at) => [thing, answers[nth]?.[at]])),
      ]),
    )
    for (const { probe, resolve, reject } of group) {
      const { together } = probe
      const own = known.get(together?.kind ?? '')
      try {
        resolve(together?.pick(together.about.map(thing => own?.get(thing))) as never)
      } catch (error) {
        reject(error)
      }
    }
  }

  /**
   * Returns the answers for all parts, in order. A single kind is asked by its own probe, several kinds by the probe
   * of their group.
   */
  async #answersTo(parts: readonly Part[]): Promise<readonly (readonly unknown[])[]> {
    const [first] = parts
    if (first === undefined) return []
    const { group, all } = first.batch
    if (parts.length === 1 || group === undefined) return [await this.#answerTo(all(first.about))]
    const subjects = parts.map(({ batch, about }) =>
      assertDefined(batch.group, `a group of the probes of ${batch.kind}`).part(about),
    )
    return this.#answerTo(group.all(subjects))
  }

  async #answerTo<T>(probe: Probe<T>): Promise<T> {
    return readAnswer(probe, await this.#send(probe))
  }
}

/** Collects the subjects of a group of probes: one part for each kind, and each subject once. */
function partsOf(group: readonly QueuedProbe[]): Part[] {
  const parts = new Map<string, { batch: Batch<unknown>; about: Set<string> }>()
  for (const { probe } of group) {
    const batch = probe.together
    if (!batch) continue
    const part = parts.get(batch.kind) ?? { batch, about: new Set() }
    parts.set(batch.kind, part)
    for (const thing of batch.about) part.about.add(thing)
  }
  return [...parts.values()].map(({ batch, about }) => ({ batch, about: [...about] }))
}

/** Groups the probes that can share a request, in the order of the first probe of each group. */
function groupsOf(waiting: readonly QueuedProbe[]): QueuedProbe[][] {
  const groups: QueuedProbe[][] = []
  const open = new Map<string, { group: QueuedProbe[]; about: number }>()
  for (const one of waiting) {
    const { together } = one.probe
    const name = together && (together.group?.name ?? together.kind)
    const known = name === undefined ? undefined : open.get(name)
    if (known && together && known.about + together.about.length <= MAX_ABOUT) {
      known.group.push(one)
      known.about += together.about.length
      continue
    }
    const group = [one]
    groups.push(group)
    if (together && name !== undefined) open.set(name, { group, about: together.about.length })
  }
  return groups
}
