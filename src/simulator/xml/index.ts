export { BrokenXml, childOf, childrenOf, childText, type XmlElement } from './element';
export { readXml } from './read-xml';
