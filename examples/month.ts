// Months as texts (2026-11) and days as texts (2026-11-22). Plain functions; all of it in UTC.
export const MONTH = /^[1-9]\d{3}-(0[1-9]|1[0-2])$/
export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

const DAY = 86_400_000

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** The month that many months later; the same one where there is none. */
export function monthAfter(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const other = dayOf(Date.UTC(year, number - 1 + by)).slice(0, 7)
  return MONTH.test(other) ? other : month
}

/** As people write it: November 2026. */
export function nameOf(month: string): string {
  const words = { month: 'long', year: 'numeric', timeZone: 'UTC' } as const
  return new Date(`${month}-01`).toLocaleDateString('en', words)
}

/** Weeks from Monday to Sunday; null where a day is not of this month. */
export function weeksOf(month: string): readonly (readonly (string | null)[])[] {
  const first = Date.parse(`${month}-01`)
  const monday = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY
  const days = Array.from({ length: 42 }, (_, at) => dayOf(monday + at * DAY))
  const weeks = [0, 7, 14, 21, 28, 35].map(at => days.slice(at, at + 7))
  return weeks
    .map(week => week.map(day => (day.startsWith(month) ? day : null)))
    .filter(week => week.some(day => day !== null))
}
