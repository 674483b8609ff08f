import { useTranslation } from 'react-i18next';
import type { CardHint } from '#contracts/terminal/kiosk-contract.ts';
import './drawings.css';

/** What the picture shows: a state of the card reader, or a ticket coming out. */
export type ConsoleScene = CardHint | 'ticket-out' | 'no-ticket';

/**
 * This very device: the ledge under the screen with the card reader at one end and the ticket slot at the other, as the
 * person sees it. The part that matters is drawn in the accent, the rest in quiet lines.
 */
export function ConsoleDrawing({ scene }: { readonly scene: ConsoleScene }) {
  const { t } = useTranslation();
  const aboutTicket = scene === 'ticket-out' || scene === 'no-ticket';
  return (
    <svg className="console" viewBox="0 0 640 300" role="img" aria-label={t('picture.console')}>
      <path className="console-body" d="M96 8h448l72 190v82a12 12 0 0 1-12 12H36a12 12 0 0 1-12-12v-82z" />
      <path className="console-edge" d="M24 198h592" />
      <path className="console-glass" d="M118 8h404l8 22H110z" />
      <g className={aboutTicket ? 'console-part' : 'console-part console-part-here'}>
        <path className="console-pad" d="M124 70h176l-12 100H96z" />
        {aboutTicket ? <path className="console-waves" d="M176 140a30 30 0 0 1 34-22M164 146a44 44 0 0 1 48-40" /> : null}
        <text className="console-word" x="186" y="256" textAnchor="middle">
          {t('picture.reader')}
        </text>
      </g>
      <g className={aboutTicket ? 'console-part console-part-here' : 'console-part'}>
        <path className="console-slot" d="M404 112h110l5 14H404z" />
        <text className="console-word" x="462" y="256" textAnchor="middle">
          {t('picture.slot')}
        </text>
      </g>
      <Scene scene={scene} />
    </svg>
  );
}

function Scene({ scene }: { readonly scene: ConsoleScene }) {
  switch (scene) {
    case 'lay-card':
      return (
        <>
          <Card x={150} y={6} />
          <path className="console-arrow" d="M198 76v40M184 102l14 14 14-14" />
        </>
      );
    case 'reading':
      return (
        <>
          <Card x={148} y={92} />
          <path className="console-signal" d="M254 84a34 34 0 0 1 0 70M266 72a52 52 0 0 1 0 94" />
        </>
      );
    case 'lift-and-lay-again':
      return (
        <>
          <Card x={150} y={16} />
          <path className="console-arrow" d="M176 136V88M162 102l14-14 14 14M222 88v48M208 122l14 14 14-14" />
        </>
      );
    case 'wrong-card':
      return (
        <>
          <Card x={148} y={78} wrong />
          <path className="console-cross" d="M176 74l56 76M232 74l-56 76" />
        </>
      );
    case 'card-left':
      return (
        <>
          <Card x={148} y={104} />
          <path className="console-arrow console-arrow-look" d="M198 96V40M182 56l16-16 16 16" />
        </>
      );
    case 'reader-unavailable':
      return <path className="console-cross" d="M146 76l96 92M242 76l-96 92" />;
    case 'ticket-out':
      return (
        <g className="console-ticket">
          <path className="console-paper" d="M424 118h70v78l-9-7-8.5 7-9-7-8.5 7-9-7-8.5 7-9-7-8.5 7z" />
          <path className="console-print" d="M438 136h42M446 154h26M438 172h42" />
        </g>
      );
    case 'no-ticket':
      return (
        <>
          <path className="console-paper console-paper-missing" d="M424 126h70v76h-70z" />
          <path className="console-question" d="M448 150a11 11 0 1 1 15 10c-4 2-4 4-4 8M459 182v1" />
        </>
      );
  }
}

function Card({ x, y, wrong = false }: { readonly x: number; readonly y: number; readonly wrong?: boolean }) {
  return (
    <g className="console-card" transform={`translate(${x} ${y})`}>
      <rect className="console-card-body" width="98" height="60" rx="6" />
      {wrong ? (
        <path className="console-card-line" d="M0 14h98M0 24h98M10 44h30" />
      ) : (
        <>
          <path className="console-card-line" d="M10 14h38M10 25h26M10 36h44M10 48h70" />
          <path className="console-card-photo" d="M68 10h20v26H68z" />
        </>
      )}
    </g>
  );
}
