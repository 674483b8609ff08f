import { useTranslation } from 'react-i18next';
import type { PaperFault } from '#contracts/terminal/kiosk-contract.ts';
import './drawings.css';

/** The ticket printer from its side, with what is wrong with it drawn in vermilion beside the sentence that says so. */
export function PrinterDrawing({ fault }: { readonly fault: PaperFault }) {
  const { t } = useTranslation();
  return (
    <svg className="printer-drawing" viewBox="0 0 150 100" role="img" aria-label={t('picture.printer-fault')}>
      <path d="M14 40h92l14 14v34H14z" />
      {fault === 'cover-open' ? <path className="printer-fault" d="M14 40L84 8M22 40a60 60 0 0 1 14-12" /> : <path d="M22 40l8-14h60l8 14" />}
      <FaultMark fault={fault} />
    </svg>
  );
}

function FaultMark({ fault }: { readonly fault: PaperFault }) {
  switch (fault) {
    case 'paper-end':
      return <path className="printer-fault" d="M60 78a14 14 0 1 0-.1 0zM60 68a4 4 0 1 0-.1 0zM126 62h16M126 72h16" strokeDasharray="5 7" />;
    case 'cover-open':
      return <path d="M120 66h20" />;
    case 'cutter-error':
      return <path className="printer-fault" d="M100 56l28 26M128 56l-28 26M94 50a6 6 0 1 0 6 6M94 88a6 6 0 1 1 6-6" />;
    case 'jam':
      return <path className="printer-fault" d="M118 60l8-6 4 10 8-7 2 12 6-4M118 70l10 5 6-5 8 7" />;
    case 'printer-error':
      return <path className="printer-fault" d="M60 50v18M60 79v.5" />;
    case 'printer-unavailable':
      return <path className="printer-fault" d="M48 54l24 24M72 54L48 78" />;
    case 'no-answer':
      return <path className="printer-fault" d="M52 58a9 9 0 1 1 13 8c-4 2-5 4-5 7M60 81v.5" />;
  }
}
