import { type InSync, inSync, plan } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import { Secret } from '../../values/secret.ts'
import { queryRedis } from './client.ts'
import { redisConnection } from './login.ts'
import { changedResource, type RedisContext, type RedisPlan } from './redis-plan.ts'
import { replyStrings } from './reply.ts'
import { isSameSetting, isSecretSetting, sentValue } from './setting.ts'

/** Checks `command: config`: whether the running server has the desired value. */
export async function checkSetting(context: RedisContext): Promise<InSync | RedisPlan> {
  const { host, params, isCheckMode, carriedOut } = context
  const { name = '', value = '' } = params
  // After apply, the login needs the new password.
  const isNewPassword = carriedOut !== undefined && name === 'requirepass' && value !== ''
  const login = isNewPassword ? { ...params, login_password: value } : params
  const question = { title: `setting ${name} of Redis`, command: ['CONFIG', 'GET', name] }
  const [, found] = replyStrings(await queryRedis(host, redisConnection(login), question, isCheckMode))
  const isSecret = isSecretSetting(name)
  const sent = sentValue(name, value)
  const outputs = { name, value: isSecret ? new Secret(sent) : sent }
  if (found === undefined)
    throw new TaskError(`Redis has no setting \`${name}\``, {
      hint: 'check `name`, and the version of the server',
    })
  if (isSameSetting(name, found, sent)) return inSync(outputs)
  // The server has accepted the value, but shows it in another form.
  if (carriedOut !== undefined && !isSecret) return inSync({ ...outputs, warnings: [otherForm(name, found)] })
  const [before, after] = isSecret ? ['(hidden)', '(set)'] : [found, sent]
  const resource = changedResource(params)
  const change = { resource, action: 'update', before: { value: before }, after: { value: after } }
  return plan([change], { command: [] }, outputs)
}

function otherForm(name: string, found: string): string {
  return `Redis writes the value of \`${name}\` as \`${found}\`: give it in this form, or each run changes it again`
}
