/** Line icons of one family: 24 units, two wide, no fill. Always beside a word. */
const PATHS = {
  back: 'M14.5 5l-7 7 7 7',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20',
  elder: 'M3 19L8.5 5L14 19M5 14.5h7M15.5 19l3-8l3 8M16.5 16.5h4',
  contrast: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM12 3v18M12 7h4M12 11h8M12 15h7',
  language: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18',
  reach: 'M12 4v14M6 12.5l6 6l6-6M5 21h14',
  help: 'M12 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8zM4.5 21c0-4.5 3-6.5 7.5-6.5s7.5 2 7.5 6.5',
  next: 'M9.5 5l7 7l-7 7',
  previous: 'M14.5 5l-7 7l7 7',
  delete: 'M8 6h12v12H8l-5-6zM11 9.5l5 5M16 9.5l-5 5',
  look: 'M12 4L2.5 20h19zM12 10v5M12 17.5v.5',
  offline: 'M4 9c5-4.5 11-4.5 16 0M7 12.5c3-2.700 7-2.700 10 0M12 17v.5M4 4l16 16',
  done: 'M4.5 12.5l5 5l10-11',
  close: 'M6 6l12 12M18 6L6 18',
  open: 'M13 5h6v6M19 5l-9 9M17 14v5H5V7h5',
  card: 'M3 6h18v12H3zM6.5 10h5M6.5 14h3M15 10h3v4h-3z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="key-icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
