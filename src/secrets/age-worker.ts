/**
 * The program of the thread that calls the age library, which is asynchronous. It is a string, since a thread starts
 * from a file, and the built program is a single file. The answer to a request is posted on the port before the flag
 * is set.
 */
export const AGE_WORKER = `
const { workerData } = require('node:worker_threads')
const { flag, port, library } = workerData
const loaded = import(library).then(found => found.default ?? found)
const bytesOf = (age, { text, bytes }) => (bytes ? bytes : age.armor.decode(text))
const calls = {
  async open(age, request) {
    const decrypter = new age.Decrypter()
    for (const identity of request.identities) decrypter.addIdentity(identity)
    for (const passphrase of request.passphrases) decrypter.addPassphrase(passphrase)
    return decrypter.decrypt(bytesOf(age, request))
  },
  async seal(age, request) {
    const encrypter = new age.Encrypter()
    if (request.passphrase !== undefined) encrypter.setPassphrase(request.passphrase)
    for (const recipient of request.recipients) encrypter.addRecipient(recipient)
    return age.armor.encode(await encrypter.encrypt(request.bytes))
  },
  async generate(age) {
    const identity = await age.generateX25519Identity()
    return { identity, recipient: await age.identityToRecipient(identity) }
  },
  recipient: (age, { identity }) => age.identityToRecipient(identity),
  async checkRecipient(age, { recipient }) {
    new age.Encrypter().addRecipient(recipient)
  },
  header: (age, request) => bytesOf(age, request),
}
port.on('message', async ({ call, request }) => {
  try {
    port.postMessage({ value: await calls[call](await loaded, request) })
  } catch (error) {
    port.postMessage({ error: String(error.message) })
  }
  Atomics.store(flag, 0, 1)
  Atomics.notify(flag, 0)
})
`
