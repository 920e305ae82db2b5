/** For the built-in task types: keys of OpenSSH. It may change at any time. */
export {
  KEY_PAIR_TYPES,
  newKeyScript,
  type OpenSshKey,
  openSshKey,
  publicParts,
} from '../task-lib/openssh/key-pair.ts'
export { hasBits, isReplaced, REPLACE, wantedBits } from '../task-lib/openssh/key-pair-decision.ts'
