import type { Change, Plan } from '../../authoring/plan.ts'
import { parseResource } from '../../authoring/resource.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { accountId, groupId, userId } from '../../remote/probes/account.ts'

/** Throws TaskError if a plan gives a file to a user or group that does not exist. */
export async function refuseMissingOwners(host: ReadHost, { changes }: Plan): Promise<void> {
  const files = changes.filter(({ resource }) => parseResource(resource).kind === 'file')
  const named = (field: string): string[] => [...new Set(files.flatMap(change => nameIn(change, field)))]
  const [users, groups] = [named('owner'), named('group')]
  const ids = await Promise.all([
    ...users.map(user => accountId(host, user, userId)),
    ...groups.map(group => accountId(host, group, groupId)),
  ])
  const missing = ids.indexOf(null)
  if (missing < 0) return
  const isUser = missing < users.length
  const name = isUser ? users[missing] : groups[missing - users.length]
  throw new TaskError(`there is no ${isUser ? 'user' : 'group'} \`${name}\``, {
    hint: `create it in an earlier task: \`${isUser ? 'user' : 'group'}: ${name}\``,
    outputs: {
      msg: `${isUser ? 'chown' : 'chgrp'} failed: failed to look up ${isUser ? 'user' : 'group'} ${name}`,
    },
  })
}

function nameIn({ after }: Change, field: string): string[] {
  const name = after?.[field]
  return typeof name === 'string' && name !== '' ? [name] : []
}
