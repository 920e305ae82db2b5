/** Returns begin, end and duration in Ansible's form, by the clock of the controller. */
export function spanOf(began: Date, ended: Date): { start: string; end: string; delta: string } {
  return {
    start: timeOf(began),
    end: timeOf(ended),
    delta: durationOf(ended.getTime() - began.getTime()),
  }
}

function timeOf(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0')
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
  const time = [two(date.getHours()), two(date.getMinutes()), two(date.getSeconds())].join(':')
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, '0')}000`
}

/** Formats a duration as Python does: `0:00:01.250000`. */
export function durationOf(milliseconds: number): string {
  const [seconds, rest] = [Math.floor(milliseconds / 1000), milliseconds % 1000]
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${hours}:${two(minutes)}:${two(seconds % 60)}.${String(Math.round(rest)).padStart(3, '0')}000`
}
