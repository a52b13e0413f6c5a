package dev.berth.cli.conformance;

import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Findings as the XML that CI systems read as test results. */
public final class JUnitReport {
  private JUnitReport() {}

  /** The report of one run. */
  public static String of(String agent, List<Finding> findings) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", "berth dev check " + printable(agent));
      xml.writeAttribute("tests", Integer.toString(findings.size()));
      xml.writeAttribute(
          "failures", Long.toString(findings.stream().filter(Finding::broken).count()));
      xml.writeAttribute("errors", "0");
      xml.writeAttribute("skipped", Long.toString(skipped(findings)));
      Duration all = findings.stream().map(Finding::took).reduce(Duration.ZERO, Duration::plus);
      xml.writeAttribute("time", seconds(all));
      for (Finding finding : findings) {
        write(xml, finding);
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a report in memory cannot fail", e);
    }
    return text.append('\n').toString();
  }

  private static long skipped(List<Finding> findings) {
    return findings.stream().filter(one -> one.verdict() instanceof Verdict.NotChecked).count();
  }

  private static void write(XMLStreamWriter xml, Finding finding) throws XMLStreamException {
    Rule rule = finding.rule();
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", "agentcore." + rule.id().replaceAll("-.*", ""));
    xml.writeAttribute("name", rule.id() + " " + rule.title());
    xml.writeAttribute("time", seconds(finding.took()));
    switch (finding.verdict()) {
      case Verdict.Kept() -> {}
      case Verdict.Broken(String came) -> {
        xml.writeStartElement("failure");
        xml.writeAttribute("message", printable(came));
        xml.writeCharacters(
            printable("expected: " + rule.expected() + "\ncame: " + came + "\nsee " + rule.page()));
        xml.writeEndElement();
      }
      case Verdict.NotChecked(String needs) -> {
        xml.writeEmptyElement("skipped");
        xml.writeAttribute("message", printable("needs " + needs));
      }
    }
    xml.writeEndElement();
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.3f", duration.toMillis() / 1000.0);
  }

  /** XML cannot hold most control characters, however they are written. */
  private static String printable(String text) {
    return text.codePoints()
        .map(c -> allowed(c) ? c : 0xFFFD)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean allowed(int c) {
    return c == '\n'
        || c == '\t'
        || (c >= 0x20 && c < 0xD800)
        || (c >= 0xE000 && c < 0xFFFE)
        || c > 0xFFFF;
  }
}
