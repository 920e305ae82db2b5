import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lab, type Outcome, runDrover } from '../e2e/drover.ts'
import { fault } from './fault.ts'

// Realistic playbooks, each on a bare host: the dry run predicts the run, and a second run changes nothing.
const FOLDER = join(import.meta.dirname, '../playbooks')
const HOST = 'node1'

const names = readdirSync(FOLDER)
  .filter(file => file.endsWith('.yml'))
  .map(file => basename(file, '.yml'))

for (const name of names) {
  fault(`the playbook ${name}`, 1, async () => {
    lab('reset', HOST)
    const dry = runPlaybook(name, '--check')
    const run = runPlaybook(name)
    assert.equal(wrongPredictions(dry, run), [])
    const again = runPlaybook(name)
    assert.equal(titlesOf(again, 'changed'), [], 'what the second run changed')
    const after = runPlaybook(name, '--check')
    assert.equal(titlesOf(after, 'changed'), [], 'what the dry run after it would change')
    const count = (outcome: Outcome): string =>
      `${titlesOf(outcome, 'changed').length} changed and ${titlesOf(outcome, 'unknown').length} unknown`
    return `dry run ${count(dry)}, run ${count(run)}, dry run after it ${count(after)}:`
  })
}

function runPlaybook(name: string, ...words: string[]): Outcome {
  const outcome = runDrover(['-i', 'inventory/lab.yml', '-l', HOST, ...words, join(FOLDER, `${name}.yml`)])
  const troubles = outcome.results.filter(({ status }) => status === 'failed' || status === 'unreachable')
  const told = troubles.map(({ name: task, message }) => `${task}: ${message}`).join('\n')
  assert.is(outcome.status, 0, `${name} ${words.join(' ')}: ${told || outcome.stderr}`)
  return outcome
}

function titlesOf({ results }: Outcome, status: 'changed' | 'unknown'): string[] {
  return results.filter(result => result.status === status).map(({ name, task }) => `${name} (${task})`)
}

/** Tasks whose change the dry run did not predict, or the other way round; an unknown task may do either. */
function wrongPredictions(dry: Outcome, run: Outcome): string[] {
  const ended = new Map(run.results.map(({ task, status }) => [task, status]))
  return dry.results.flatMap(({ name, task, status }) =>
    status === 'unknown' || (status === 'changed') === (ended.get(task) === 'changed')
      ? []
      : [`${name} (${task}): predicted ${status}, came to ${ended.get(task)}`],
  )
}

test.run()
