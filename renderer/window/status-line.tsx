import { useTranslation } from 'react-i18next';
import './status-line.css';
import type { Outcome } from './window-acts.ts';

export interface StatusLineProps {
  readonly outcome: Outcome | null;
  /** Seconds since the page lost its own service; null while it is there. */
  readonly lostSeconds: number | null;
}

/** What the last press did, in words, in one place that nothing covers. */
export function StatusLine({ outcome, lostSeconds }: StatusLineProps) {
  const { t } = useTranslation();
  if (lostSeconds !== null) {
    return (
      <p className="status" data-tone="look" role="status">
        {t('window.lost', { seconds: lostSeconds })}
      </p>
    );
  }
  const sentence =
    outcome === null
      ? '\u00A0'
      : outcome.outcome === 'done'
        ? t(`window.outcome.done.${outcome.command}`, { label: outcome.label ?? '' }).trim()
        : t(`window.outcome.${outcome.outcome}`);
  return (
    <p className="status" data-tone={outcome === null || outcome.outcome === 'done' ? 'plain' : 'look'} role="status">
      {sentence}
    </p>
  );
}
