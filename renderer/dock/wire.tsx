import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { DockView } from '#contracts/demonstration/dock-contract.ts';
import './wire.css';

/** What travels on the two cables, byte for byte, with its meaning beside it. Follows the newest line. */
export function Wire({ view }: { readonly view: DockView }) {
  const { t } = useTranslation();
  const list = useRef<HTMLOListElement>(null);
  const { wire } = view;
  useEffect(() => {
    if (wire.length > 0) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [wire]);
  return (
    <section className="dock-box wire">
      <h2>{t('dock.wire')}</h2>
      {wire.length === 0 ? <p className="quiet caption">{t('dock.wire-none')}</p> : null}
      <ol className="wire-lines" ref={list} tabIndex={0} aria-label={t('dock.wire')}>
        {wire.map(({ id, device, direction, hex, meaning }) => (
          <li key={id} data-direction={direction}>
            <span className="wire-device">{t(device === 'id-card-reader' ? 'dock.reader' : 'dock.printer')}</span>
            <span className="wire-arrow" role="img" aria-label={t(`dock.${direction}`)}>
              {direction === 'to-device' ? '→' : '←'}
            </span>
            <span className="wire-meaning">{meaning}</span>
            <code className="wire-hex">{hex}</code>
          </li>
        ))}
      </ol>
    </section>
  );
}
