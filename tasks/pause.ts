/**
 * A wait of the whole play: for a time, or until somebody says go on.
 *
 *     - pause: { seconds: 10 }
 */
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { setTimeout } from 'node:timers/promises'
import { defineTask, number, TaskError, text, waits, z } from '../src/task.ts'

const params = z.strictObject({
  seconds: number()
    .optional()
    .describe('How long, in seconds.')
    .meta({ examples: [10] }),
  minutes: number()
    .optional()
    .describe('How long, in minutes.')
    .meta({ examples: [5] }),
  prompt: text()
    .optional()
    .describe(
      'What to ask on the terminal; Enter goes on. Without a terminal the task fails rather than go on unseen.',
    )
    .meta({ examples: ['Has the load balancer drained?'] }),
})

export default defineTask<typeof params, { seconds: number | null; prompt: string | null }>({
  summary: 'Waits, once for all hosts.',
  example: `- pause:
    seconds: 10
`,
  params,
  isLocal: true,
  isOncePerPlay: true,
  isAction: true,
  check: async ({ params: { seconds, minutes, prompt } }) => {
    const isTimed = seconds !== undefined || minutes !== undefined
    const total = isTimed ? (seconds ?? 0) + (minutes ?? 0) * 60 : null
    return waits(total === null ? 'somebody to press Enter' : `${total} seconds to pass`, {
      seconds: total,
      prompt: prompt ?? (isTimed ? null : 'Press Enter to go on'),
    })
  },
  apply: async ({ plan: { data } }) => {
    if (data.seconds !== null) {
      await setTimeout(data.seconds * 1000)
      return { delta: data.seconds }
    }
    return { user_input: await ask(data.prompt ?? '') }
  },
})

async function ask(prompt: string): Promise<string> {
  if (!process.stdout.isTTY || !existsSync('/dev/tty')) {
    throw new TaskError(`there is no terminal to ask on: ${prompt}`, {
      hint: 'give `seconds`, or run it on a terminal',
    })
  }
  const reader = createInterface({
    input: createReadStream('/dev/tty'),
    output: createWriteStream('/dev/tty'),
  })
  try {
    return await reader.question(`${prompt} `)
  } finally {
    reader.close()
  }
}
