#include "plugins/crossborder/xml_document.h"

#include <gtest/gtest.h>

#include "plugins/crossborder/xml_writer.h"

namespace tollgate::crossborder {
namespace {

struct Parsed {
  std::optional<XmlDocument> document;
  std::string problem;
};

Parsed parse(std::string_view text, const XmlLimits& limits = {}) {
  Parsed parsed;
  parsed.document = XmlDocument::parse(text, limits, parsed.problem);
  EXPECT_EQ(parsed.document.has_value(), parsed.problem.empty()) << text;
  return parsed;
}

TEST(XmlDocument, ReadsNamesTextsAndAttributes) {
  const auto parsed = parse(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:x\"><A><B Ccy=\"EUR\"> "
      "1&amp;2 "
      "</B>\n<C/></A><!-- words --><D><![CDATA[<&>]]></D></Document>");
  ASSERT_TRUE(parsed.document) << parsed.problem;
  const XmlElement root = parsed.document->root();
  EXPECT_EQ(parsed.document->space(), "urn:x");
  EXPECT_EQ(root.name(), "Document");
  EXPECT_EQ(root.at("A", "B").text(), "1&2");
  EXPECT_EQ(root.at("A", "B", "@Ccy").text(), "EUR");
  EXPECT_EQ(root.child("D").text(), "<&>");
  EXPECT_EQ(root.at("A", "C").line(), 3U);
  EXPECT_FALSE(root.at("A", "X"));
  EXPECT_FALSE(root.at("A", "X", "Y", "Z"));
  EXPECT_EQ(root.at("A", "X", "Y").text(), "");
}

TEST(XmlDocument, WhatStandsTwiceIsNotFound) {
  const auto parsed = parse("<D><A>1</A><A>2</A></D>");
  ASSERT_TRUE(parsed.document);
  EXPECT_FALSE(parsed.document->root().child("A"));
  EXPECT_EQ(parsed.document->root().count("A"), 2U);
}

TEST(XmlDocument, AnotherNamespaceHasNoNames) {
  const auto parsed = parse(
      "<Document xmlns=\"urn:x\" xmlns:o=\"urn:o\"><o:A>1</o:A><A "
      "xmlns=\"urn:o\">2</A><A>3</A></Document>");
  ASSERT_TRUE(parsed.document) << parsed.problem;
  EXPECT_EQ(parsed.document->root().child("A").text(), "3");
}

TEST(XmlDocument, RefusesDocumentTypesEntitiesAndInstructions) {
  const std::string bomb =
      "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><D>&b;</D>";
  EXPECT_NE(parse(bomb).problem.find("document type"), std::string::npos);
  EXPECT_NE(parse("<!DOCTYPE d SYSTEM \"file:///etc/passwd\"><D/>").problem.find("document type"),
            std::string::npos);
  EXPECT_NE(parse("<D><?php x?></D>").problem.find("processing instruction"), std::string::npos);
  EXPECT_FALSE(parse("<D>&unknown;</D>").document);
}

TEST(XmlDocument, RefusesWhatIsNotWellFormed) {
  for (const char* text :
       {"", " ", "text", "<D>", "<D></E>", "<D/><D/>", "<D a=1/>", "<D a='1' a='2'/>",
        "<D>&#0;</D>", "<D>\xff</D>", "<a:D/>", "{\"D\": 1}", "<D><"})
    EXPECT_FALSE(parse(text).document) << text;
  EXPECT_NE(parse("<D>\n\n<E></D>").problem.find("line 3"), std::string::npos);
}

// The bytes are UTF-8 whatever the declaration says: two readings of one message are one too many.
TEST(XmlDocument, HasOneEncoding) {
  EXPECT_FALSE(parse("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><D>\xe4</D>").document);
  const std::string wide("<\0D\0/\0>\0", 8);
  EXPECT_FALSE(parse(wide).document);
}

TEST(XmlDocument, HoldsItsLimits) {
  std::string deep, end;
  for (int i = 0; i < 33; ++i) {
    deep += "<D>";
    end += "</D>";
  }
  EXPECT_NE(parse(deep + end).problem.find("too deeply"), std::string::npos);
  EXPECT_TRUE(parse(deep.substr(3) + end.substr(4)).document);
  XmlLimits limits;
  limits.elements_max = 3;
  EXPECT_TRUE(parse("<D><A/><A/></D>", limits).document);
  EXPECT_NE(parse("<D><A/><A/><A/></D>", limits).problem.find("too many"), std::string::npos);
  EXPECT_NE(parse("<D><A x='1' y='2'/></D>", limits).problem.find("too many"), std::string::npos);
  limits.bytes_max = 4;
  EXPECT_TRUE(parse("<D/>", limits).document);
  EXPECT_FALSE(parse("<D />", limits).document);
}

TEST(XmlWriter, WritesWhatIsReadBack) {
  XmlWriter xml("urn:x");
  xml.open("A").leaf("B", "<\"'&]]>\u00e4").leaf("Left", "").amount("Amt", "EUR", "1.00").close();
  const std::string text = std::move(xml).finish();
  const auto parsed = parse(text);
  ASSERT_TRUE(parsed.document) << parsed.problem;
  EXPECT_EQ(parsed.document->root().at("A", "B").text(), "<\"'&]]>\u00e4");
  EXPECT_FALSE(parsed.document->root().at("A", "Left"));
  EXPECT_EQ(parsed.document->root().at("A", "Amt", "@Ccy").text(), "EUR");
}

}  // namespace
}  // namespace tollgate::crossborder
