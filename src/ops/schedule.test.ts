import { describe, expect, it } from 'vitest'
import { readSchedule } from './schedule.ts'

/** The next few after an instant, as text. */
function coming(text: string, timezone: string, after: string, count: number): string[] {
  const schedule = readSchedule(text, timezone)
  const found: string[] = []
  for (let at: number | undefined = Date.parse(after); found.length < count;) {
    at = schedule.after(at)
    if (at === undefined) break
    found.push(new Date(at).toISOString().replace(/:00.000Z$/, 'Z'))
  }
  return found
}

describe('a schedule', () => {
  it('comes at its times, each later than the instant asked with', () => {
    expect(coming('*/20 * * * *', 'UTC', '2026-01-01T00:00Z', 3)).toEqual([
      '2026-01-01T00:20Z',
      '2026-01-01T00:40Z',
      '2026-01-01T01:00Z',
    ])
  })

  it('may have seconds in front', () => {
    expect(readSchedule('*/5 * * * * *').after(Date.UTC(2026, 0, 1) + 1)).toBe(Date.UTC(2026, 0, 1, 0, 0, 5))
  })

  it('may be a word', () => {
    expect(coming('@daily', 'UTC', '2026-01-01T12:00Z', 1)).toEqual(['2026-01-02T00:00Z'])
  })

  it('keeps to the hour of its time zone, summer and winter', () => {
    expect(coming('0 9 * * *', 'Asia/Tokyo', '2026-01-01T00:30Z', 1)).toEqual(['2026-01-02T00:00Z'])
    expect(coming('0 9 * * *', 'Europe/Berlin', '2026-01-01T00:00Z', 1)).toEqual(['2026-01-01T08:00Z'])
    expect(coming('0 9 * * *', 'Europe/Berlin', '2026-07-01T00:00Z', 1)).toEqual(['2026-07-01T07:00Z'])
  })

  describe('in the night that has one hour less', () => {
    it('brings a skipped time right after the gap', () => {
      expect(coming('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', 2)).toEqual([
        '2026-03-29T01:00Z',
        '2026-03-30T00:30Z',
      ])
    })

    it('brings several skipped times once', () => {
      expect(coming('0,30 2,3 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', 3)).toEqual([
        '2026-03-29T01:00Z',
        '2026-03-29T01:30Z',
        '2026-03-30T00:00Z',
      ])
    })

    it('counts on by real time where it steps', () => {
      expect(coming('*/30 * * * *', 'Europe/Berlin', '2026-03-29T00:00Z', 3)).toEqual([
        '2026-03-29T00:30Z',
        '2026-03-29T01:00Z',
        '2026-03-29T01:30Z',
      ])
    })
  })

  describe('in the night that has one hour more', () => {
    it.each([
      ['a repeated time', '30 2 * * *', ['2026-10-25T00:30Z', '2026-10-26T01:30Z']],
      ['a list of times', '30 2,14 * * *', ['2026-10-25T00:30Z', '2026-10-25T13:30Z']],
    ])('brings %s once, at the first pass', (_, text, times) => {
      expect(coming(text, 'Europe/Berlin', '2026-10-24T20:00Z', 2)).toEqual(times)
    })

    it('does not bring it again to who asks between the passes', () => {
      expect(coming('15 2 * * *', 'Europe/Berlin', '2026-10-25T00:15Z', 1)).toEqual(['2026-10-26T01:15Z'])
    })

    it('counts on by real time where it steps', () => {
      expect(coming('*/30 * * * *', 'Europe/Berlin', '2026-10-24T23:45Z', 5)).toEqual([
        '2026-10-25T00:00Z',
        '2026-10-25T00:30Z',
        '2026-10-25T01:00Z',
        '2026-10-25T01:30Z',
        '2026-10-25T02:00Z',
      ])
    })
  })

  it.each([
    ['too few fields', '* * * *', undefined],
    ['too many', '* * * * * * *', undefined],
    ['a minute that no hour has', '61 * * * *', undefined],
    ['a day that no year has', '0 0 30 2 *', undefined],
    ['a date', '2027-01-05T00:00:00', undefined],
    ['nothing', '', undefined],
    ['a word nobody knows', '@fortnightly', undefined],
    ['words', 'every now and then please', undefined],
    ['a zone nobody knows', '0 0 * * *', 'Mars/Olympus'],
  ])('is refused with %s', (_, text, timezone) => {
    expect(() => readSchedule(text, timezone)).toThrow('bad-argument')
  })

  it('is refused where it is no text', () => {
    expect(() => readSchedule(5 as unknown as string)).toThrow('bad-argument')
  })
})
