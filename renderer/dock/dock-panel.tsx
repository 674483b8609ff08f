import { useTranslation } from 'react-i18next';
import type { DockView } from '#contracts/demonstration/dock-contract.ts';
import { Cards } from './cards.tsx';
import { Counts } from './counts.tsx';
import { Devices } from './devices.tsx';
import type { DockSource, Move } from './dock-acts.ts';
import './dock-panel.css';
import { Manager } from './manager.tsx';
import { Notes } from './notes.tsx';
import { Tickets } from './tickets.tsx';
import { Wire } from './wire.tsx';

export interface DockPanelProps {
  readonly view: DockView;
  readonly source: DockSource;
  readonly lost: boolean;
  /** Beside the hall's pages the bytes have a place of their own there. */
  readonly beside?: boolean;
}

/** 模拟外设台: hands, paper, bytes and counts. */
export function DockPanel({ view, source, lost, beside = false }: DockPanelProps) {
  const { t } = useTranslation();
  const move: Move = (run) => void source.act(run);
  return (
    <div className="dock" data-beside={beside}>
      {lost ? (
        <p className="dock-lost" role="status">
          {t('dock.lost')}
        </p>
      ) : null}
      <div className="dock-column">
        <Cards view={view} move={move} />
        <Devices view={view} move={move} />
        {beside ? <Notes view={view} /> : null}
      </div>
      <div className="dock-column">
        <Counts view={view} />
        <Tickets view={view} />
      </div>
      {beside ? null : (
        <div className="dock-column">
          <Wire view={view} />
          <Manager view={view} move={move} />
          <Notes view={view} />
        </div>
      )}
    </div>
  );
}
